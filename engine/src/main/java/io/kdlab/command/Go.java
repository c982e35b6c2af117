package io.kdlab.command;

import io.kdlab.session.GoHow;
import io.kdlab.session.Role;
import io.kdlab.value.Address;
import java.util.LinkedHashSet;
import java.util.Set;

/// `g gh gn`: let the target run.
final class Go extends Command {
    /// The field's limit for temporary breakpoints of one `g`.
    private static final int MOST_STOPS = 10;

    Go() {
        super(
                Role.DRIVE,
                "g [=start] [stop-at-address ...]",
                "resume the target until it stops; gh says the exception is handled, gn that it is not",
                "g nt!KeBugCheckEx",
                "g",
                "gh",
                "gn");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        if (arguments.take("=")) {
            Address start = arguments.address();
            session.target().setRegisters(session.target().registers().withPc(start));
        }
        Set<Address> until = new LinkedHashSet<>();
        while (!arguments.isEmpty()) {
            until.add(arguments.address());
            if (until.size() > MOST_STOPS) {
                throw arguments.refusal("g stops at " + MOST_STOPS + " addresses at most; use bp for more");
            }
        }
        GoHow how = switch (arguments.word()) {
            case "gh" -> GoHow.HANDLED;
            case "gn" -> GoHow.NOT_HANDLED;
            default -> GoHow.DEFAULT;
        };
        session.state().stopped();
        session.go(how, until);
        session.state().stopped();
    }
}
