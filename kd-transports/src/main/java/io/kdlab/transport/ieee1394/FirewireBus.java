package io.kdlab.transport.ieee1394;

import java.util.List;

/// The firewire devices of this machine.
interface FirewireBus {
    /// Their names, such as `/dev/fw1`; they change as nodes come and go.
    List<String> nodes() throws FirewireException;

    /// Opens one.
    FirewireDevice open(String name) throws FirewireException;
}
