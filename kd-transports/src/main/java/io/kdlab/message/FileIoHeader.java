package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.NtStatus;

/// What every file I/O message begins with.
@Struct(name = "DBGKD_FILE_IO", size = 0x08)
public record FileIoHeader(@At(0) int api, @At(0x04) NtStatus status) {
    /// The number as the field writes it, in hexadecimal.
    @Override
    public String toString() {
        return "[api=0x" + Integer.toHexString(api) + ", status=" + status + "]";
    }
}
