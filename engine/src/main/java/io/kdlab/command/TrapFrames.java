package io.kdlab.command;

import io.kdlab.symbol.Symbols;
import io.kdlab.symbol.type.Member;
import io.kdlab.symbol.type.Type;
import io.kdlab.value.Address;
import java.util.Optional;

/// Trap frames as the kernel's symbols describe them.
final class TrapFrames {
    private static final String NAME = "_KTRAP_FRAME";

    private TrapFrames() {}

    /// Where the trap frame begins whose interrupted RIP lies at `rip`; empty where no symbols describe trap frames.
    static Optional<Address> around(CommandSession session, Address rip) {
        return offset(session.symbols(), "Rip").map(offset -> rip.plus(-offset));
    }

    private static Optional<Long> offset(Symbols symbols, String field) {
        return symbols.type(NAME)
                .map(Symbols.TypeMatch::type)
                .filter(Type.Structure.class::isInstance)
                .flatMap(type -> ((Type.Structure) type)
                        .members().all().stream()
                                .filter(member -> member.name().equals(field))
                                .map(Member::offset)
                                .findFirst());
    }
}
