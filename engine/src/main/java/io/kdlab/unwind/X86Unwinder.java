package io.kdlab.unwind;

import io.kdlab.arch.RegisterFile;
import io.kdlab.symbol.FrameData;
import io.kdlab.target.Memory;
import java.util.Optional;

/// One step from a frame to its caller on x86: what the code is about to do, if that is to return; else what symbols
/// say of the frame; else the chain of saved frame pointers.
final class X86Unwinder {
    private X86Unwinder() {}

    static Unwound caller(RegisterFile registers, Memory memory, UnwindSource source, boolean innermost) {
        try {
            if (innermost) {
                Optional<RegisterFile> returned = X86Epilogue.simulate(new Reader(memory), registers);
                if (returned.isPresent()) {
                    return new Unwound.Caller(returned.get(), Frame.Kind.UNWOUND);
                }
            }
            // Code behind a call that comes last in its function is another function's.
            Optional<FrameData> frame =
                    source.frame(innermost ? registers.pc() : registers.pc().plus(-1));
            if (frame.isPresent()) {
                Optional<RegisterFile> undone =
                        new X86FrameProgram(new Reader(memory), source, frame.get()).run(registers);
                if (undone.isPresent()) {
                    return new Unwound.Caller(undone.get(), Frame.Kind.UNWOUND);
                }
            }
        } catch (Reader.Ended e) {
            return e.result();
        }
        return X86FrameChain.caller(registers, memory, innermost);
    }
}
