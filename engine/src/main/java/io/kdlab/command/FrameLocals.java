package io.kdlab.command;

import io.kdlab.arch.Register;
import io.kdlab.expression.Value;
import io.kdlab.inspect.FrameVariables;
import io.kdlab.symbol.type.Type;
import io.kdlab.target.EngineException;
import io.kdlab.unwind.Frame;
import io.kdlab.value.Address;
import java.util.Optional;

/// The parameters and locals of the frame that `.frame` chose, as expressions use them.
final class FrameLocals {
    private final CommandSession session;

    FrameLocals(CommandSession session) {
        this.session = session;
    }

    /// The local called `name`, if the function has one and it has a value here. The stack is walked only
    /// when it may have one.
    Optional<Value> variable(String name) {
        if (name.indexOf('!') >= 0) {
            return Optional.empty();
        }
        try {
            boolean innermost = session.state().frame() == 0;
            Address pc = SetContext.registers(session).pc();
            if (innermost
                    && session.symbols().locals(pc).stream()
                            .noneMatch(local -> local.name().equals(name))) {
                return Optional.empty();
            }
            Frame frame = Stacks.current(session);
            return new FrameVariables(session.target(), session.symbols(), frame)
                    .all().stream()
                            .filter(variable -> variable.name().equals(name) && variable.known())
                            .findFirst()
                            .flatMap(variable -> value(variable, frame));
        } catch (EngineException unreadable) {
            // A target that runs, or a stack that cannot be read, has no locals; a global may have the name.
            return Optional.empty();
        }
    }

    private static Optional<Value> value(FrameVariables.Variable variable, Frame frame) {
        Type type = variable.type();
        if (variable.address().isPresent()) {
            return Optional.of(new Value.Placed(type, variable.address().get()));
        }
        Optional<Register> register = frame.registers()
                .architecture()
                .registers()
                .find(variable.place().replaceFirst("^@", ""))
                .filter(row -> !row.isWide());
        boolean fits = type.size() > 0 && type.size() <= Long.BYTES && !(type instanceof Type.Structure);
        return register.filter(_ -> fits)
                .map(row -> new Value.Computed(type, cut(frame.registers().get(row), type)));
    }

    /// Values that are shorter than a register lie in its lower bytes.
    private static long cut(long bits, Type type) {
        int spare = (int) (Long.SIZE - type.size() * Byte.SIZE);
        boolean signed = type instanceof Type.Basic basic
                && (basic.kind() == Type.Basic.Kind.SIGNED || basic.kind() == Type.Basic.Kind.CHARACTER);
        return signed ? bits << spare >> spare : bits << spare >>> spare;
    }
}
