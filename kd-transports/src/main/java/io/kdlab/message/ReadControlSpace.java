package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// Reads processor data that is not memory; the bytes follow the reply.
///
/// On x64 `space` selects: 0 KPCR, 1 KPRCB, 2 special registers, 3 KTHREAD. On x86 it is an offset into the processor
/// state.
@Struct(name = "DBGKD_READ_MEMORY64", size = 0x10)
public record ReadControlSpace(
        @At(0) long space,
        @At(0x08) int transferCount,
        @At(0x0c) int actualBytes) implements ManipulateBody {
    /// The request for `count` bytes.
    public static ReadControlSpace of(long space, int count) {
        return new ReadControlSpace(space, count, 0);
    }
}
