package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Address;

/// Reads virtual memory in the address space current at the stop; the bytes follow the reply.
///
/// A target gives at most 3944 bytes, and on a hole what it could read with a failure status.
@Struct(name = "DBGKD_READ_MEMORY64", size = 0x10)
public record ReadMemory(
        @At(0) Address address,
        @At(0x08) int transferCount,
        @At(0x0c) int actualBytes) implements ManipulateBody {
    /// The request for `count` bytes.
    public static ReadMemory of(Address address, int count) {
        return new ReadMemory(address, count, 0);
    }
}
