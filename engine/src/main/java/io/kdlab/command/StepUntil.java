package io.kdlab.command;

import io.kdlab.arch.Instruction;
import io.kdlab.arch.Instruction.Flow;
import io.kdlab.session.Role;
import io.kdlab.session.StepKind;
import io.kdlab.target.Cancelled;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import java.util.Optional;
import java.util.Set;

/// `pc pct ph pt` and `tc tct th tt`: steps to the next call, return or branch; only that one is shown.
///
/// At least one step is made, so that the command gets on when it is repeated. Every step is one of the target's, with
/// two packets each way: a long way to go is better gone with `g` and an address.
final class StepUntil extends Command {
    private static final Set<Flow> BRANCHES = Set.of(Flow.CALL, Flow.RETURN, Flow.JUMP, Flow.BRANCH);

    private final StepKind kind;
    private final Set<Flow> goals;

    private StepUntil(String name, StepKind kind, Set<Flow> goals, String what) {
        super(
                Role.DRIVE,
                name + " [=start] [count]",
                "step until the next " + what
                        + (kind == StepKind.OVER ? ", a call counting as one" : ", going into calls"),
                name,
                name);
        this.kind = kind;
        this.goals = goals;
    }

    static StepUntil call(String name, StepKind kind) {
        return new StepUntil(name, kind, Set.of(Flow.CALL), "call");
    }

    static StepUntil callOrReturn(String name, StepKind kind) {
        return new StepUntil(name, kind, Set.of(Flow.CALL, Flow.RETURN), "call or return");
    }

    static StepUntil branch(String name, StepKind kind) {
        return new StepUntil(name, kind, BRANCHES, "call, return, jump or branch");
    }

    static StepUntil returning(String name, StepKind kind) {
        return new StepUntil(name, kind, Set.of(Flow.RETURN), "return");
    }

    @Override
    public boolean answersTo(String word) {
        return Step.answers(names().getFirst(), word);
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        CodeText.need(session, names().getFirst());
        Step.begin(session, arguments, names().getFirst());
        int count = arguments.count(1);
        arguments.end();
        for (int i = 0; i < count; i++) {
            StopEvent stop = next(session);
            // A stop that is no step has been announced like any other.
            if (!(stop.reason() instanceof StopReason.Stepped)) {
                return;
            }
            StopText.show(session, stop);
        }
    }

    private StopEvent next(CommandSession session) {
        CodeText code = CodeText.of(session);
        while (true) {
            StopEvent stop = session.stepQuietly(kind);
            session.state().stopped();
            Optional<Flow> flow = code.decode(stop.pc()).map(Instruction::flow);
            if (!(stop.reason() instanceof StopReason.Stepped) || flow.isEmpty() || goals.contains(flow.get())) {
                return stop;
            }
            checkCancelled(session, stop);
        }
    }

    /// Ends the command where the person wants that, and shows how far it has come.
    static void checkCancelled(CommandSession session, StopEvent stop) {
        try {
            session.checkCancelled();
        } catch (Cancelled cancelled) {
            StopText.show(session, stop);
            throw cancelled;
        }
    }
}
