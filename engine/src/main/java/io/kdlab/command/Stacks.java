package io.kdlab.command;

import io.kdlab.arch.RegisterFile;
import io.kdlab.target.Unsupported;
import io.kdlab.unwind.Frame;
import java.util.List;

/// The calls that led to where registers stand.
final class Stacks {
    private Stacks() {}

    /// At most `most` frames, the innermost first.
    static List<Frame> walk(CommandSession session, RegisterFile registers, int most) {
        throw new Unsupported("no stack walk yet for " + most + " frames from " + registers.pc() + session.prompt());
    }
}
