package io.kdlab.transport.serial;

import com.fazecast.jSerialComm.SerialPort;
import io.kdlab.transport.device.ByteDevice;
import java.io.IOException;

/// An open serial port. The library's write timeouts do nothing on Linux; closing is what ends a blocked write.
final class SerialDevice implements ByteDevice {
    private final SerialPort port;

    SerialDevice(SerialPort port) {
        this.port = port;
    }

    @Override
    public int read(byte[] into) {
        int count = port.readBytes(into, into.length);
        // With no time-out set, nothing read means closed or gone, never "not yet".
        return count <= 0 ? -1 : count;
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        int written = 0;
        while (written < length) {
            int count = port.writeBytes(bytes, length - written, written);
            if (count <= 0) {
                throw new IOException(port.getSystemPortPath() + ": write failed");
            }
            written += count;
        }
    }

    @Override
    public void close() {
        port.closePort();
    }
}
