package io.kdlab.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.connection.ConnectionException;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.link.LinkPace;
import io.kdlab.transport.TransportException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The simulated machine behind a socket, as a virtual machine's serial port is.
@Timeout(60)
@Feature(value = "L03", on = On.SIM)
final class SimServerTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress("127.0.0.1", 0);

    /// Patient enough for a debugger that comes late: a machine that gave up tells no images.
    private static final SimOptions PATIENT = SimOptions.of(2).withPace(LinkPace.TARGET.withAck(Duration.ofSeconds(1)));

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void overTcpItGoesOnBetweenTwoDebuggers() throws Exception {
        try (SimServer server = SimServer.listen(LOOPBACK, PATIENT)) {
            String address = "com:ipport=%d,port=127.0.0.1".formatted(server.port());
            long seen;
            try (SimSession first = new SimSession(address, 2)) {
                first.firstStop();
                first.go();
                first.nextStop();
                first.go();
                first.printed("up");
                first.breakIn();
                seen = first.quad("SimCounter");
                first.skipInt3();
                first.go();
            }
            // On a machine that has much else to do the next debugger can be there before the next tick was.
            Awaitility.await()
                    .alias("ticks between two debuggers")
                    .atMost(LIMIT)
                    .until(() -> countedBy(new SimSession(address, 2)) > seen);
        }
    }

    /// Breaks in, looks, and lets the machine go on without a cable.
    private static long countedBy(SimSession next) throws ConnectionException, InterruptedException {
        try (next) {
            next.breakInUntilStopped();
            long counted = next.quad("SimCounter");
            next.skipInt3();
            next.go();
            return counted;
        }
    }

    @Test
    void overAUnixSocketAStoppedMachineIsFoundStopped() throws Exception {
        Path socket = folder.resolve("serial");
        try (SimServer _ = SimServer.listen(UnixDomainSocketAddress.of(socket), PATIENT)) {
            String address = "com:pipe,port=" + socket;
            long stoppedAt;
            try (SimSession first = new SimSession(address, 2)) {
                stoppedAt = first.firstStop().programCounter().value();
            }
            try (SimSession second = new SimSession(address, 2)) {
                assertThat(second.firstStop().programCounter().value()).isEqualTo(stoppedAt);
            }
        }
        assertThat(socket).as("the socket's file goes with the machine").doesNotExist();
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (SimServer server = SimServer.listen(LOOPBACK, SimOptions.of(1))) {
            assertThatThrownBy(() -> SimServer.listen(server.address(), SimOptions.of(1)))
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining("cannot listen on")
                    .hasMessageContaining(String.valueOf(server.port()));
        }
    }
}
