package io.kdlab.transport.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import io.kdlab.address.LinkAddress;
import io.kdlab.fault.LineSample;
import io.kdlab.transport.TransportCapabilities;
import io.kdlab.transport.TransportException;
import io.kdlab.transport.TransportProvider;
import io.kdlab.transport.WireEvent;
import io.kdlab.transport.WireLock;
import io.kdlab.transport.device.DevicePump;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `com:port=DEVICE,baud=N`: a UART, 8 data bits, no parity, one stop bit, no flow control.
///
/// jSerialComm opens, locks, reads and writes the port; a second descriptor ([Tty]) does what it cannot.
/// Opening makes one edge on DTR and RTS, which is Linux's; nothing here makes another, at closing neither.
public final class SerialTransport implements TransportProvider {
    private static final int DATA_BITS = 8;
    private static final int ANY_RATE = 9600;
    private static final Path SYSFS = Path.of("/sys/class/tty");

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
        // The rate is set below, where any can be; this one is only so that the library has one that every port does.
        port.setComPortParameters(ANY_RATE, DATA_BITS, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
        port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
        port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, 0, 0);
        if (!port.openPort()) {
            throw new TransportException("%s: %s".formatted(serial.text(), refusal(serial)));
        }
        SettledPort settled;
        try {
            settled = settle(serial);
        } catch (IOException e) {
            port.closePort();
            throw new TransportException("%s: %s".formatted(serial.text(), e.getMessage()), e);
        }
        return attach(serial, port, settled, stages);
    }

    /// A port that is ours alone and at its rate.
    private record SettledPort(LineWatch watch, Tty.Found found) {}

    private static SettledPort settle(LinkAddress.Serial serial) throws IOException {
        Tty tty = Tty.open(serial.device());
        try {
            tty.takeExclusively();
            Tty.Found found = tty.configure(serial.baud());
            Path name = Path.of(serial.device()).toRealPath().getFileName();
            var refusal =
                    LineRate.refusal(serial.baud(), tty.rate(), LineRate.base(SYSFS.resolve(String.valueOf(name))));
            if (refusal.isPresent()) {
                throw new IOException(refusal.get());
            }
            return new SettledPort(new LineWatch(tty, serial.device()), found);
        } catch (IOException e) {
            tty.close();
            throw e;
        }
    }

    private static Channel attach(
            LinkAddress.Serial serial, SerialPort port, SettledPort settled, ChannelHandler stages)
            throws TransportException, InterruptedException {
        LineSample sample = new LineSample(serial.baud());
        LineWatch watch = settled.watch();
        Channel channel = DevicePump.attach(
                new SerialDevice(port, watch, sample), serial.device(), new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel near) {
                        sample.hangOn(near);
                        near.pipeline().addLast(stages);
                    }
                });
        if (watch.hasLines()) {
            channel.pipeline().fireUserEventTriggered(new WireEvent.Note(edge(settled.found())));
        }
        watch.start(state -> {
            WireLock.tell(serial, state);
            channel.pipeline().fireUserEventTriggered(new WireEvent.Line(state));
        });
        return channel;
    }

    /// What Linux did to the lines at the opening, for the journal.
    private static String edge(Tty.Found found) {
        return found.hangsUp()
                ? "port opened: DTR and RTS were raised by the kernel (the one edge; they stay up from now on)"
                : "port opened: DTR and RTS have stayed up since it was last used, no edge";
    }

    /// jSerialComm resolves links at once, so the path as given is kept in the address and looked up at
    /// each opening: a by-id name finds its adapter again on whatever port it comes back, a by-path name
    /// waits for that port.
    private static SerialPort find(LinkAddress.Serial serial) throws TransportException {
        if (!Files.exists(Path.of(serial.device()))) {
            throw new TransportException("%s: %s".formatted(serial.text(), Errno.words(Errno.ENOENT)));
        }
        try {
            return SerialPort.getCommPort(serial.device());
        } catch (SerialPortInvalidPortException e) {
            throw new TransportException("%s: %s".formatted(serial.text(), Errno.words(Errno.ENOTTY)), e);
        }
    }

    /// The library's error code is stale as often as not, so the kernel is asked again.
    private static String refusal(LinkAddress.Serial serial) {
        try (Tty tty = Tty.open(serial.device())) {
            tty.rate();
            return "another program holds the port"
                    + PortUsers.of(Path.of(serial.device()))
                            .map(" (%s)"::formatted)
                            .orElse("");
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
