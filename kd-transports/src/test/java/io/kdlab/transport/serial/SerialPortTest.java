package io.kdlab.transport.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.address.LinkAddress;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.peer.Pty;
import io.kdlab.transport.LineState;
import io.kdlab.transport.TransportException;
import io.kdlab.transport.Transports;
import io.kdlab.transport.WireEvent;
import io.kdlab.transport.WireLoss;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The port itself, on a pseudo-terminal: what one can show of it. It has no rate and no modem lines; what needs
/// those is shown in the guest.
@Feature(value = "3.3", on = On.PROCESS)
class SerialPortTest {
    private static final int LIMIT_SECONDS = 20;

    private ServerSocket listener;
    private Pty pty;
    private Socket far;
    private Path device;

    @BeforeEach
    void plugIn() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        pty = Pty.open(listener.getLocalPort());
        far = listener.accept();
        device = Path.of(pty.path());
        Files.setPosixFilePermissions(device, PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    @AfterEach
    void unplug() throws IOException {
        pty.close();
        far.close();
        listener.close();
    }

    @Test
    void anotherProgramThatAsksForNoLockIsKeptOut() throws Exception {
        assertThat(openedByAnother()).as("before").isEmpty();
        Channel port = open(115_200, new Received());
        assertThat(openedByAnother()).contains("busy");
        port.close().sync();
        assertThat(openedByAnother()).as("after").isEmpty();
    }

    @Test
    void aPortThatAnotherProgramHoldsIsCalledThat() throws Exception {
        Process other = new ProcessBuilder("flock", device.toString(), "sh", "-c", "echo held; read line")
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(other.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("held");
            assertThatThrownBy(() -> open(115_200, new Received()))
                    .isInstanceOf(TransportException.class)
                    .hasMessageStartingWith(address(115_200).text() + ": another program holds the port (")
                    .hasMessageContaining("flock (pid " + other.pid() + ")");
        } finally {
            other.destroy();
        }
    }

    @Test
    void everyRateBecomesTheOneAskedFor() throws Exception {
        for (int rate : new int[] {50, 9600, 74_880, 115_200, 250_000, 1_234_567, 3_000_000, 4_000_000}) {
            Channel port = open(rate, new Received());
            try (Tty tty = Tty.open(device.toString())) {
                assertThat(tty.rate()).isEqualTo(rate);
            }
            port.close().sync();
        }
    }

    @Test
    void nothingHangsUpAtClosing() throws Exception {
        Channel port = open(115_200, new Received());
        port.close().sync();
        try (Tty tty = Tty.open(device.toString())) {
            assertThat(tty.hangsUp()).isFalse();
        }
    }

    @Test
    void everyByteComesAndGoesAsItIs() throws Exception {
        Received received = new Received();
        Channel port = open(115_200, received);
        byte[] all = new byte[4 * 256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i % 256 == 3 ? 0xff : i);
        }
        far.getOutputStream().write(all);
        assertThat(received.bytes(all.length)).isEqualTo(all);
        port.writeAndFlush(Unpooled.copiedBuffer(all));
        far.setSoTimeout(LIMIT_SECONDS * 1000);
        assertThat(far.getInputStream().readNBytes(all.length)).isEqualTo(all);
        port.close().sync();
    }

    @Test
    void aPseudoTerminalHasNoLinesAndSaysSo() throws Exception {
        Received received = new Received();
        Channel port = open(115_200, received);
        WireEvent first = received.events.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(first).isEqualTo(new WireEvent.Line(new LineState(Optional.empty(), Optional.empty())));
        assertThat(((WireEvent.Line) first).state().text())
                .isEqualTo("lines on: the port has no modem lines; errors: not counted");
        port.close().sync();
    }

    @Test
    void aPortThatVanishesSaysWhy() throws Exception {
        Channel port = open(115_200, new Received());
        pty.close();
        assertThat(port.closeFuture().await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(WireLoss.of(port).orElseThrow()).startsWith("the port is gone: its adapter was unplugged");
    }

    @Test
    void aPortThatWeCloseHasNoReason() throws Exception {
        Channel port = open(115_200, new Received());
        port.close().sync();
        assertThat(WireLoss.of(port)).isEmpty();
    }

    /// What a program says that just opens the port, as another user: root would not be kept out.
    private String openedByAnother() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            Collections.addAll(command, "setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");
        }
        Collections.addAll(command, "sh", "-c", "exec 3<>" + device);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor() == 0).as(said).isEqualTo(said.isEmpty());
        return said;
    }

    private Channel open(int rate, Received received) throws IOException, InterruptedException {
        return Transports.open(address(rate), received);
    }

    private LinkAddress address(int rate) {
        return LinkAddress.parse("com:port=%s,baud=%d".formatted(device, rate));
    }

    /// What a port has delivered.
    private static final class Received extends ChannelInboundHandlerAdapter {
        private final BlockingQueue<byte[]> chunks = new LinkedBlockingQueue<>();
        private final BlockingQueue<WireEvent> events = new LinkedBlockingQueue<>();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            chunks.add(ByteBufUtil.getBytes((ByteBuf) message));
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof WireEvent told) {
                events.add(told);
            }
        }

        byte[] bytes(int count) throws InterruptedException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            while (all.size() < count) {
                byte[] next = chunks.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
                if (next == null) {
                    throw new AssertionError("%d of %d bytes came".formatted(all.size(), count));
                }
                all.writeBytes(next);
            }
            return all.toByteArray();
        }
    }
}
