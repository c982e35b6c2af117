package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.unwind.Frame;
import io.kdlab.unwind.StackWalk;

/// `.frame`: whose variables `dv` shows. Lasts until the target runs or another context is set.
///
/// Needs *drive* although it only reads: what everybody's `dv` shows changes with it.
final class SelectFrame extends Command {
    private static final int DEEPEST = 0xffff;

    SelectFrame() {
        super(
                Role.DRIVE,
                ".frame [/c] [/r] [number]",
                "choose the frame whose variables dv shows; /r shows its registers too, /c makes them the context for all"
                        + " commands",
                ".frame /r 2",
                ".frame");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        boolean context = false;
        boolean registers = false;
        while (arguments.startsWith("/")) {
            switch (arguments.takeWord()) {
                case "/c" -> context = true;
                case "/r" -> registers = true;
                default -> throw arguments.refusal(".frame knows /c and /r only");
            }
        }
        long number = arguments.optionalValue().orElse(session.state().frame());
        arguments.end();
        if (number < 0 || number > DEEPEST) {
            throw arguments.error("Range");
        }
        Frame frame = show(session, (int) number);
        if (registers || context) {
            session.out().print("%s", RegistersText.block(frame.registers()));
        }
        if (context) {
            session.state().setContext(frame.registers());
            CodeText.of(session).showPlace(frame.pc());
        }
    }

    /// Chooses a frame and shows its row.
    static Frame show(CommandSession session, int number) {
        StackWalk stack = Stacks.upTo(session, number);
        session.state().setFrame(number);
        session.out().line(new FrameText(session, StackOptions.of("kn"), stack.frames()).row(number));
        return stack.frames().get(number);
    }
}
