package io.kdlab.command;

import io.kdlab.arch.RegisterFile;
import io.kdlab.target.Unsupported;
import io.kdlab.unwind.Frame;
import io.kdlab.unwind.ModuleUnwind;
import io.kdlab.unwind.StackWalk;

/// The calls that led to where registers stand, found by the unwind data of the target's images.
final class Stacks {
    private Stacks() {}

    /// At most `most` frames, the innermost first.
    static StackWalk walk(CommandSession session, RegisterFile registers, int most) {
        return StackWalk.of(registers, session.target(), new ModuleUnwind(session.symbols()), most);
    }

    /// The stack up to the frame behind number `frame`, which tells what some columns of its row show.
    ///
    /// @throws Unsupported when the stack has no such frame
    static StackWalk upTo(CommandSession session, int frame) {
        StackWalk stack = walk(session, SetContext.registers(session), frame + 2);
        if (frame >= stack.frames().size()) {
            throw new Unsupported("the stack has no frame %x: its last is %x"
                    .formatted(frame, stack.frames().size() - 1));
        }
        return stack;
    }

    /// The frame that `.frame` chose, the innermost until then.
    static Frame current(CommandSession session) {
        int frame = session.state().frame();
        return upTo(session, frame).frames().get(frame);
    }
}
