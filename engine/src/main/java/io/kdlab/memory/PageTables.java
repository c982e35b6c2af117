package io.kdlab.memory;

import io.kdlab.arch.X64Paging;
import io.kdlab.target.Target;
import io.kdlab.value.Address;
import java.util.OptionalLong;

/// Virtual addresses of one address space in physical memory, as Windows uses the page tables of x64.
///
/// @param directory the physical address of the topmost table
public record PageTables(Target target, long directory) {
    /// A page on its way out, still in memory, and a page that another table describes.
    private static final long TRANSITION = 0x800;

    private static final long PROTOTYPE = 0x400;

    /// Where the byte at `address` is; empty when it is in no physical page, or the tables cannot be read.
    public OptionalLong physical(Address address) {
        return X64Paging.physical(
                directory,
                address.value(),
                (at, length) -> target.readPhysical(at, length).known(),
                entry -> (entry & (TRANSITION | PROTOTYPE)) == TRANSITION);
    }
}
