package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// Reads a model specific register.
@Struct(name = "DBGKD_READ_WRITE_MSR", size = 0x0c)
public record ReadMsr(
        @At(0) int msr, @At(0x04) int low, @At(0x08) int high) implements ManipulateBody {
    /// The register's value, from both halves.
    public long value() {
        return Integer.toUnsignedLong(low) | (long) high << 32;
    }
}
