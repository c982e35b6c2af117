package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// Writes a model specific register.
@Struct(name = "DBGKD_READ_WRITE_MSR", size = 0x0c)
public record WriteMsr(
        @At(0) int msr, @At(0x04) int low, @At(0x08) int high) implements ManipulateBody {
    /// The request that gives `msr` the 64-bit `value`.
    public static WriteMsr of(int msr, long value) {
        return new WriteMsr(msr, (int) value, (int) (value >>> 32));
    }
}
