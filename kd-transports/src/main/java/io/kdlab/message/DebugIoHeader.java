package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// What every debug I/O message begins with.
@Struct(name = "DBGKD_DEBUG_IO", size = 0x08)
public record DebugIoHeader(
        @At(0) int api,
        @At(0x04) short processorLevel,
        @At(0x06) short processor) {
    /// The number as the field writes it, in hexadecimal.
    @Override
    public String toString() {
        return "[api=0x" + Integer.toHexString(api) + ", processorLevel=" + processorLevel + ", processor=" + processor
                + "]";
    }
}
