package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Bytes;

/// What an x86 processor reports with a stop; 40 bytes in the 48 that every report has.
@Struct(name = "X86_DBGKD_CONTROL_REPORT", size = 0x30)
public record ControlReportX86(
        @At(0) int dr6,
        @At(0x04) int dr7,
        @At(0x08) short instructionCount,
        @At(0x0a) short reportFlags,
        @At(value = 0x0c, length = 16) Bytes instructionStream,
        @At(0x1c) short cs,
        @At(0x1e) short ds,
        @At(0x20) short es,
        @At(0x22) short fs,
        @At(0x24) int eflags)
        implements ControlReport {
    @Override
    public Bytes instructions() {
        return instructionStream.slice(0, Math.min(Short.toUnsignedInt(instructionCount), 16));
    }
}
