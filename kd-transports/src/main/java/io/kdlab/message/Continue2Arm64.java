package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;

/// [Continue2] as ARM64 targets take it: with `traceFlag` 1 the target executes one instruction.
///
/// Only these two fields are established; a host that was seen to work sends 0 behind them. One header calls the
/// second one otherwise, so a target keeps all that came (kd-protocol.md §4.7, §14).
///
/// @param rest 24 bytes of unknown meaning
@Struct(name = "DBGKD_CONTINUE2 (arm64)", size = 0x20)
public record Continue2Arm64(
        @At(0) NtStatus status,
        @At(0x04) int traceFlag,
        @At(value = 0x08, length = 24) Bytes rest) implements ManipulateBody {
    /// The request, with 0 where the meaning is not known.
    public static Continue2Arm64 of(NtStatus status, boolean trace) {
        return new Continue2Arm64(status, trace ? 1 : 0, Bytes.zeros(24));
    }
}
