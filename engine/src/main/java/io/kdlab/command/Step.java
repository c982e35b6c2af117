package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.session.StepKind;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import io.kdlab.value.Address;

/// `p t`: one instruction, or several.
final class Step extends Command {
    private final StepKind kind;

    Step(String name, StepKind kind, String what) {
        super(
                Role.DRIVE,
                name + " [=start] [count]",
                "execute one instruction or count instructions, " + what,
                name + " 3",
                name);
        this.kind = kind;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        if (kind == StepKind.OVER) {
            CodeText.need(session, names().getFirst());
        }
        if (arguments.take("=")) {
            Address start = arguments.address();
            session.target().setRegisters(session.target().registers().withPc(start));
        }
        int count = arguments.count(1);
        arguments.end();
        for (int i = 0; i < count; i++) {
            session.checkCancelled();
            StopEvent stop = session.step(kind);
            session.state().stopped();
            if (!(stop.reason() instanceof StopReason.Stepped)) {
                return;
            }
        }
    }
}
