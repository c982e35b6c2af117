package io.kdlab.transport.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import io.kdlab.address.LinkAddress;
import io.kdlab.transport.TransportCapabilities;
import io.kdlab.transport.TransportException;
import io.kdlab.transport.TransportProvider;
import io.kdlab.transport.device.DevicePump;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.nio.file.Files;
import java.nio.file.Path;

/// `com:port=DEVICE,baud=N`: a UART, 8 data bits, no parity, one stop bit, no flow control.
public final class SerialTransport implements TransportProvider {
    private static final int DATA_BITS = 8;

    @Override
    public String scheme() {
        return "serial";
    }

    @Override
    public TransportCapabilities capabilities(LinkAddress address) {
        return TransportCapabilities.stream(true, ((LinkAddress.Serial) address).baud());
    }

    @Override
    public Channel open(LinkAddress address, ChannelHandler stages) throws TransportException, InterruptedException {
        LinkAddress.Serial serial = (LinkAddress.Serial) address;
        SerialPort port = find(serial);
        port.setComPortParameters(serial.baud(), DATA_BITS, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
        port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
        port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, 0, 0);
        if (!port.openPort()) {
            throw new TransportException("%s: %s".formatted(serial.text(), refusal(serial, port.getLastErrorCode())));
        }
        port.flushIOBuffers();
        return DevicePump.attach(new SerialDevice(port), serial.device(), stages);
    }

    /// jSerialComm resolves links at once, so the path as given is kept in the address and looked up at each
    /// opening: a by-id name finds its adapter again on whatever port it comes back.
    private static SerialPort find(LinkAddress.Serial serial) throws TransportException {
        if (!Files.exists(Path.of(serial.device()))) {
            throw new TransportException("%s: no such device; is the adapter plugged in?".formatted(serial.text()));
        }
        try {
            return SerialPort.getCommPort(serial.device());
        } catch (SerialPortInvalidPortException e) {
            throw new TransportException("%s: not a serial port".formatted(serial.text()), e);
        }
    }

    /// The library's error code is stale as often as not, so the commonest reasons are looked for first.
    private static String refusal(LinkAddress.Serial serial, int error) {
        Path path = Path.of(serial.device());
        if (!Files.isReadable(path) || !Files.isWritable(path)) {
            return "permission denied; be in the group that owns the port (dialout)";
        }
        return "cannot be opened (error %d); another program may hold the port, or it does no %d baud"
                .formatted(error, serial.baud());
    }
}
