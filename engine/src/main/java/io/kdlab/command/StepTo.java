package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.session.StepKind;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import io.kdlab.value.Address;

/// `pa ta`: steps to an address; each one is shown.
final class StepTo extends Command {
    private final StepKind kind;

    StepTo(String name, StepKind kind, String what) {
        super(
                Role.DRIVE,
                name + " [=start] address",
                "step until an address is reached, " + what + ", and show each step",
                name + " @$ra",
                name);
        this.kind = kind;
    }

    @Override
    public boolean answersTo(String word) {
        return Step.answers(names().getFirst(), word);
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        if (kind == StepKind.OVER) {
            CodeText.need(session, names().getFirst());
        }
        Step.begin(session, arguments, names().getFirst());
        if (arguments.isEmpty()) {
            throw arguments.refusal(names().getFirst() + " needs the address to step to");
        }
        Address goal = arguments.address();
        arguments.end();
        while (true) {
            session.checkCancelled();
            StopEvent stop = session.step(kind);
            session.state().stopped();
            if (!(stop.reason() instanceof StopReason.Stepped) || stop.pc().equals(goal)) {
                return;
            }
        }
    }
}
