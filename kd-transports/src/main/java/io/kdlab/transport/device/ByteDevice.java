package io.kdlab.transport.device;

import java.io.IOException;

/// A device that is read and written by blocking calls: a serial port, a bulk endpoint, a simulated UART.
///
/// One thread reads, another writes, any thread closes.
public interface ByteDevice extends AutoCloseable {
    /// Waits for at least one byte; -1 when it was closed by us.
    ///
    /// @throws IOException when the device is gone; its message is a clause for people, see
    ///     [io.kdlab.transport.WireLoss]
    int read(byte[] into) throws IOException;

    /// Writes all of it; may block as long as the wire does.
    void write(byte[] bytes, int length) throws IOException;

    /// Gives the device back and ends a blocked read or write. May be called twice.
    @Override
    void close();
}
