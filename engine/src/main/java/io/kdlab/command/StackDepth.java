package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.unwind.StackWalk;

/// `.kframes`: how many frames `k` shows when it is not told.
final class StackDepth extends Command {
    StackDepth() {
        super(
                Role.OBSERVE,
                ".kframes [count]",
                "show or set how many frames k shows without a count",
                ".kframes 20",
                ".kframes");
    }

    @Override
    public Role roleFor(String arguments) {
        return arguments.isBlank() ? Role.OBSERVE : Role.DRIVE;
    }

    @Override
    public boolean actsSometimes() {
        return true;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        int depth = Math.min(arguments.count(session.state().stackDepth()), StackWalk.MOST_FRAMES);
        arguments.end();
        session.state().setStackDepth(depth);
        session.out().print("Default stack trace depth is 0n%d frames\n", depth);
    }
}
