package io.kdlab.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.address.LinkAddress;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ReadMemory;
import io.kdlab.peer.Cable;
import io.kdlab.peer.Pty;
import io.kdlab.peer.ScriptedKernel;
import io.kdlab.transport.TransportException;
import io.kdlab.transport.Transports;
import io.kdlab.value.Address;
import io.kdlab.value.Epoch;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The connection over a pseudo-terminal, with jSerialComm, under a name that is a link as in
/// `/dev/serial/by-id`.
@Feature(value = "2.4", on = On.PROCESS)
class SerialConnectionTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir
    private Path folder;

    private final Notices notices = new Notices();
    private Cable cable;
    private ScriptedKernel kernel;
    private Pty pty;
    private Path byId;

    @BeforeEach
    void plugIn() throws IOException, InterruptedException {
        cable = new Cable();
        kernel = ScriptedKernel.boot(cable);
        pty = Pty.open(cable.hostPort());
        byId = Files.createSymbolicLink(folder.resolve("usb-FTDI_if00"), Path.of(pty.path()));
    }

    @AfterEach
    void unplug() throws IOException {
        pty.close();
        kernel.close();
        cable.close();
    }

    @Test
    @Feature(value = "L02", on = On.PROCESS)
    void breaksInReadsAndSurvivesTheAdaptersReplugging() throws IOException, InterruptedException, ConnectionException {
        try (KdConnection link = KdConnection.open(serial(), ConnectionOptions.standard(), notices)) {
            notices.next(LinkNotice.LinkUp.class, LIMIT);
            link.breakIn(Epoch.NONE);
            notices.next(LinkNotice.StateChanged.class, LIMIT);
            readALot(link);

            pty.close();
            assertThat(notices.next(LinkNotice.LinkDown.class, LIMIT).cause())
                    .contains("the port is gone: its adapter");
            assertThat(notices.next(LinkNotice.LinkDown.class, LIMIT).cause())
                    .contains("no such device; is the adapter plugged in?");
            assertThat(link.status().text()).contains(byId.toString());

            pty = Pty.open(cable.hostPort());
            Files.delete(byId);
            Files.createSymbolicLink(byId, Path.of(pty.path()));
            notices.next(LinkNotice.StateChanged.class, LIMIT);
            readALot(link);
        }
    }

    @Test
    @Feature(value = "2.8", on = On.PROCESS)
    void aPortInUseIsRefused() throws IOException, InterruptedException {
        Channel first = Transports.open(serial(), new ChannelInboundHandlerAdapter());
        try {
            Assertions.assertThatThrownBy(() -> Transports.open(serial(), new ChannelInboundHandlerAdapter()))
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining("another program holds the port");
        } finally {
            first.close().sync();
        }
    }

    @Test
    void whatIsNoSerialPortIsCalledThat() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        LinkAddress address = LinkAddress.parse("com:port=" + file);
        Assertions.assertThatThrownBy(() -> Transports.open(address, new ChannelInboundHandlerAdapter()))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("com:port=" + file);
    }

    private static void readALot(KdConnection link) throws ConnectionException, InterruptedException {
        for (int i = 0; i < 20; i++) {
            Manipulate read = link.request(
                    Epoch.NONE, Manipulate.request(0, ReadMemory.of(new Address(i), Manipulate.MAX_DATA)), LIMIT);
            assertThat(read.data().get(Manipulate.MAX_DATA - 1)).isEqualTo((i + Manipulate.MAX_DATA - 1) & 0xff);
        }
    }

    private LinkAddress serial() {
        return LinkAddress.parse("com:port=%s,baud=115200".formatted(byId));
    }
}
