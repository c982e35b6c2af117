package io.kdlab.transport.ieee1394;

import com.sun.jna.Pointer;

/// One open firewire character device at the level of its system calls. It stands for one node of a bus.
interface FirewireDevice extends AutoCloseable {
    /// `ioctl(2)`: performs one of [CdevRequest] on a structure in native memory, which may hold further
    /// addresses.
    int ioctl(int request, Pointer argument) throws FirewireException;

    /// Waits for one event, so many milliseconds at the most, and reads it (`poll(2)`, `read(2)`). Its length
    /// in bytes, or 0 if none came.
    int read(Pointer into, int size, int millis) throws FirewireException;

    @Override
    void close();
}
