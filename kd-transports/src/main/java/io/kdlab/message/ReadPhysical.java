package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Address;

/// Reads physical memory; the bytes follow the reply. In a request `actualBytes` is the caching type, 0 for the
/// default.
@Struct(name = "DBGKD_READ_MEMORY64", size = 0x10)
public record ReadPhysical(
        @At(0) Address address,
        @At(0x08) int transferCount,
        @At(0x0c) int actualBytes) implements ManipulateBody {
    /// The request for `count` bytes with the default caching type.
    public static ReadPhysical of(Address address, int count) {
        return new ReadPhysical(address, count, 0);
    }
}
