package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.NtStatus;

/// Resumes an x64 target, with its debug control. Its ack is the only answer.
///
/// Packed to four bytes. `dr7` goes to all processors, so hardware breakpoints live only if it is carried
/// from the control report; a `symbolStart` of 1 leaves the trace range as it is.
@Struct(name = "DBGKD_CONTINUE2 (amd64)", size = 0x20)
public record Continue2(
        @At(0) NtStatus status,
        @At(0x04) int traceFlag,
        @At(0x08) long dr7,
        @At(0x10) long symbolStart,
        @At(0x18) long symbolEnd)
        implements ManipulateBody {
    /// The request in the form that targets of `machine` take; the trace range is left alone.
    ///
    /// A machine that nobody here knows gets status and trace flag only, which lie in the same place on all.
    public static ManipulateBody of(Machine machine, NtStatus status, boolean trace, long dr7) {
        return switch (machine) {
            case X64 -> of(status, trace, dr7);
            case X86 -> Continue2X86.of(status, trace, (int) dr7);
            case ARM64, OTHER -> Continue2Arm64.of(status, trace);
        };
    }

    /// Leaves the trace range alone.
    public static Continue2 of(NtStatus status, boolean trace, long dr7) {
        return new Continue2(status, trace ? 1 : 0, dr7, 1, 0);
    }
}
