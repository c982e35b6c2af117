package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Bytes;

/// What an x64 processor reports with a stop.
@Struct(name = "AMD64_DBGKD_CONTROL_REPORT", size = 0x30)
public record ControlReportX64(
        @At(0) long dr6,
        @At(0x08) long dr7,
        @At(0x10) int eflags,
        @At(0x14) short instructionCount,
        @At(0x16) short reportFlags,
        @At(value = 0x18, length = 16) Bytes instructionStream,
        @At(0x28) short cs,
        @At(0x2a) short ds,
        @At(0x2c) short es,
        @At(0x2e) short fs)
        implements ControlReport {
    @Override
    public Bytes instructions() {
        return instructionStream.slice(0, Math.min(Short.toUnsignedInt(instructionCount), 16));
    }
}
