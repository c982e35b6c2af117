package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Address;

/// Asks what an address belongs to. Reply: space 0 process, 1 session, 2 kernel; flags 1 read, 2 write, 4 execute, 8
/// fixed.
@Struct(name = "DBGKD_QUERY_MEMORY", size = 0x18)
public record QueryMemory(
        @At(0) Address address,
        @At(0x08) long reserved,
        @At(0x10) int addressSpace,
        @At(0x14) int flags) implements ManipulateBody {}
