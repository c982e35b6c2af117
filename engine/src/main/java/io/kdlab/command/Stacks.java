package io.kdlab.command;

import io.kdlab.arch.RegisterFile;
import io.kdlab.unwind.ModuleUnwind;
import io.kdlab.unwind.StackWalk;

/// The calls that led to where registers stand, found by the unwind data of the target's images.
final class Stacks {
    private Stacks() {}

    /// At most `most` frames, the innermost first.
    static StackWalk walk(CommandSession session, RegisterFile registers, int most) {
        return StackWalk.of(registers, session.target(), new ModuleUnwind(session.symbols()), most);
    }
}
