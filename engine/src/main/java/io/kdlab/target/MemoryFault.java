package io.kdlab.target;

import io.kdlab.value.Address;

/// Memory that was needed cannot be read or written.
public final class MemoryFault extends EngineException {
    private final Address address;

    /// The target said that `address` is not accessible.
    public MemoryFault(Address address) {
        super("Memory access error at " + address);
        this.address = address;
    }

    /// `address` is not accessible because of `why`.
    public MemoryFault(Address address, String why) {
        super("Memory access error at " + address + ": " + why);
        this.address = address;
    }

    /// The first address that could not be accessed.
    public Address address() {
        return address;
    }
}
