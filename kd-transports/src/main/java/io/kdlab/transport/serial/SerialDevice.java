package io.kdlab.transport.serial;

import com.fazecast.jSerialComm.SerialPort;
import io.kdlab.fault.LineSample;
import io.kdlab.transport.device.ByteDevice;
import java.io.IOException;

/// An open serial port. The library's write timeouts do nothing on Linux; closing is what ends a blocked write.
final class SerialDevice implements ByteDevice {
    private static final String GONE = "the port is gone: its adapter was unplugged, or its driver let go of it";

    private final SerialPort port;
    private final LineWatch watch;
    private final MarkedBytes marks;
    private volatile boolean closed;

    SerialDevice(SerialPort port, LineWatch watch, LineSample sample) {
        this.port = port;
        this.watch = watch;
        this.marks = new MarkedBytes(sample);
    }

    @Override
    public int read(byte[] into) throws IOException {
        int count = port.readBytes(into, into.length);
        // With no time-out set, nothing read means closed or gone, never "not yet".
        if (count <= 0) {
            if (closed) {
                return -1;
            }
            throw new IOException(GONE);
        }
        return marks.strip(into, count);
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        int written = 0;
        while (written < length) {
            int count = port.writeBytes(bytes, length - written, written);
            if (count <= 0) {
                throw new IOException(GONE);
            }
            written += count;
        }
    }

    @Override
    public void close() {
        closed = true;
        port.closePort();
        watch.close();
    }
}
