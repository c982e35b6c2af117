package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.NtStatus;

/// What every manipulate message begins with, request or reply.
@Struct(name = "DBGKD_MANIPULATE_STATE64", size = 0x10)
public record ManipulateHeader(
        @At(0) int api,
        @At(0x04) short processorLevel,
        @At(0x06) short processor,
        @At(0x08) NtStatus status) {
    /// The number as the field writes it, in hexadecimal.
    @Override
    public String toString() {
        return "[api=0x" + Integer.toHexString(api) + ", processorLevel=" + processorLevel + ", processor=" + processor
                + ", status=" + status + "]";
    }
}
