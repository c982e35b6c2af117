package io.kdlab.unwind;

import io.kdlab.arch.Arm64;
import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X64;
import io.kdlab.arch.X86;
import io.kdlab.target.Memory;

/// One step from a frame to its caller, as the processor's calling convention allows it.
public final class CallerStep {
    private CallerStep() {}

    /// The caller of the code that runs with `registers`.
    ///
    /// @param innermost whether the code stands anywhere (a processor's registers, or what was interrupted), and
    /// not behind a call that it has made
    public static Unwound from(RegisterFile registers, Memory memory, UnwindSource source, boolean innermost) {
        return switch (registers.architecture()) {
            case X64 _ -> X64Unwinder.unwind(registers, memory, source, innermost);
            case X86 _ -> X86Unwinder.caller(registers, memory, source, innermost);
            case Arm64 _ -> Arm64FrameChain.caller(registers, memory, innermost);
        };
    }
}
