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
                name + "[r] [=start] [count]",
                "execute one instruction or count instructions, " + what
                        + "; r, behind any command that steps, begins or ends showing registers at steps",
                name + " 3",
                name);
        this.kind = kind;
    }

    @Override
    public boolean answersTo(String word) {
        return answers(names().getFirst(), word);
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        if (kind == StepKind.OVER) {
            CodeText.need(session, names().getFirst());
        }
        begin(session, arguments, names().getFirst());
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

    /// Whether `word` is the command `name`, with `r` behind it or not.
    static boolean answers(String name, String word) {
        return word.equals(name) || word.equals(name + "r");
    }

    /// What all steps begin with: the `r` in the command's name, and `=start`.
    static void begin(CommandSession session, Arguments arguments, String name) {
        if (arguments.word().length() > name.length()) {
            session.state().toggleStepRegisters();
        }
        if (arguments.take("=")) {
            Address start = arguments.address();
            session.target().setRegisters(session.target().registers().withPc(start));
        }
    }
}
