package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.NtStatus;

/// [Continue2] as x86 targets take it.
@Struct(name = "DBGKD_CONTINUE2 (x86)", size = 0x14)
public record Continue2X86(
        @At(0) NtStatus status,
        @At(0x04) int traceFlag,
        @At(0x08) int dr7,
        @At(0x0c) int symbolStart,
        @At(0x10) int symbolEnd)
        implements ManipulateBody {
    /// Leaves the trace range alone.
    public static Continue2X86 of(NtStatus status, boolean trace, int dr7) {
        return new Continue2X86(status, trace ? 1 : 0, dr7, 1, 0);
    }
}
