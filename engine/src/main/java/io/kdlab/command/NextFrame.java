package io.kdlab.command;

import io.kdlab.session.Role;

/// `.f+ .f-`: the caller of the chosen frame, or the one that it called.
final class NextFrame extends Command {
    NextFrame() {
        super(Role.DRIVE, ".f+ | .f-", "choose the next outer (+) or inner (-) frame for dv", ".f+", ".f");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        int frame = session.state().frame();
        boolean outer = arguments.take("+");
        if (!outer && !arguments.take("-")) {
            throw arguments.error("Syntax");
        }
        arguments.end();
        if (!outer && frame == 0) {
            throw arguments.refusal(".f-: frame 0 has called nobody");
        }
        SelectFrame.show(session, outer ? frame + 1 : frame - 1);
    }
}
