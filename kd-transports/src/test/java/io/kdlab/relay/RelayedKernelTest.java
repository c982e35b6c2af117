package io.kdlab.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.address.LinkAddress;
import io.kdlab.connection.ConnectionOptions;
import io.kdlab.connection.KdConnection;
import io.kdlab.connection.LinkNotice;
import io.kdlab.endpoint.EndpointAddress;
import io.kdlab.endpoint.EndpointOptions;
import io.kdlab.endpoint.TlsIdentity;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.message.Continue2;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ReadMemory;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A kernel behind two relays and a named pipe is debugged as if it were here; the relays never look inside.
@Feature(value = "3.7", on = On.SIM)
class RelayedKernelTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /// The bit of DR7 that is always set: no data breakpoint.
    private static final long DR7_FIXED = 1 << 10;

    @TempDir
    private Path folder;

    @Test
    void aKernelIsDebuggedThroughTwoRelaysAndAnotherAfterIt() throws Exception {
        EndpointOptions options = EndpointOptions.local().pipesIn(folder);
        try (Relay near = Relay.open(
                        new RelayEnd.Offered(EndpointAddress.parse("npipe:pipe=kernel"), options),
                        new RelayEnd.Wire(LinkAddress.parse("sim:x64,seed=5")),
                        RelayOptions.persisting());
                Relay far = Relay.open(
                        new RelayEnd.Offered(EndpointAddress.parse("tcp:port=0,server=127.0.0.1"), options),
                        new RelayEnd.Leading(EndpointAddress.parse("npipe:server=.,pipe=kernel"), options),
                        RelayOptions.persisting())) {
            int port =
                    ((EndpointAddress.Tcp) far.listening().getFirst()).ports().lowest();
            for (int session = 0; session < 2; session++) {
                breakInAndRead(LinkAddress.parse("com:ipport=%d,port=127.0.0.1".formatted(port)));
            }
            assertThat(near.joined()).isEqualTo(2);
        }
    }

    private static void breakInAndRead(LinkAddress address) throws Exception {
        BlockingQueue<LinkNotice.StateChanged> stops = new LinkedBlockingQueue<>();
        try (KdConnection link =
                KdConnection.open(address, ConnectionOptions.standard().withInitialBreak(true), notice -> {
                    if (notice instanceof LinkNotice.StateChanged stop) {
                        stops.add(stop);
                    }
                })) {
            LinkNotice.StateChanged stop = stops.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(stop).isNotNull();
            Address at = stop.change().header().programCounter();
            Manipulate reply = link.request(Epoch.NONE, Manipulate.request(0, ReadMemory.of(at, 3000)), LIMIT);
            assertThat(reply.status()).isEqualTo(NtStatus.SUCCESS);
            assertThat(reply.data().length()).isEqualTo(3000);
        }
    }

    /// tcp, a pipe, TLS, and at the end a kernel. 10 MB of its memory, a break-in while it runs in the middle of them.
    @Feature(value = "D06", on = On.SIM)
    @Test
    void tenMegabytesCrossThreeHopsOfMixedTransportsWithABreakInAmong() throws Exception {
        TlsIdentity identity = TlsIdentity.in(folder.resolve("tls"), List.of("localhost", "127.0.0.1"));
        EndpointOptions options = EndpointOptions.local().pipesIn(folder).showing(identity);
        EndpointOptions pinned = options.accepting(identity.fingerprint());
        try (Relay third = relay(
                        "ssl:port=0,server=127.0.0.1",
                        options,
                        new RelayEnd.Wire(LinkAddress.parse("sim:x64,seed=6")));
                Relay second =
                        relay("npipe:pipe=hop", options, leading("ssl:server=127.0.0.1,port=" + port(third), pinned));
                Relay first = relay(
                        "tcp:port=0,server=127.0.0.1", options, leading("npipe:server=127.0.0.10,pipe=hop", options))) {
            BlockingQueue<LinkNotice.StateChanged> stops = new LinkedBlockingQueue<>();
            try (KdConnection link = KdConnection.open(
                    LinkAddress.parse("com:ipport=%d,port=127.0.0.1".formatted(port(first))),
                    ConnectionOptions.standard().withInitialBreak(true),
                    notice -> {
                        if (notice instanceof LinkNotice.StateChanged stop) {
                            stops.add(stop);
                        }
                    })) {
                Address at = stop(stops).change().header().programCounter();
                Bytes page = read(link, at);
                readMegabytes(link, at, page, 5);
                do {
                    link.send(Epoch.NONE, Manipulate.request(0, Continue2.of(NtStatus.CONTINUE, false, DR7_FIXED)));
                    link.breakIn(Epoch.NONE);
                } while (!stop(stops).brokenIn());
                readMegabytes(link, at, page, 5);
            }
            assertThat(List.of(first.joined(), second.joined(), third.joined())).containsOnly(1L);
        }
    }

    private static Relay relay(String offered, EndpointOptions options, RelayEnd towards) throws RelayException {
        return Relay.open(
                new RelayEnd.Offered(EndpointAddress.parse(offered), options), towards, RelayOptions.persisting());
    }

    private static RelayEnd leading(String address, EndpointOptions options) {
        return new RelayEnd.Leading(EndpointAddress.parse(address), options);
    }

    private static int port(Relay relay) {
        return ((EndpointAddress.Tcp) relay.listening().getFirst()).ports().lowest();
    }

    private static LinkNotice.StateChanged stop(BlockingQueue<LinkNotice.StateChanged> stops)
            throws InterruptedException {
        LinkNotice.StateChanged stop = stops.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(stop).isNotNull();
        return stop;
    }

    private static void readMegabytes(KdConnection link, Address at, Bytes page, int megabytes) throws Exception {
        for (long left = megabytes * 1_000_000L; left > 0; left -= page.length()) {
            assertThat(read(link, at)).isEqualTo(page);
        }
    }

    private static Bytes read(KdConnection link, Address at) throws Exception {
        Manipulate reply = link.request(Epoch.NONE, Manipulate.request(0, ReadMemory.of(at, 3900)), LIMIT);
        assertThat(reply.status()).isEqualTo(NtStatus.SUCCESS);
        assertThat(reply.data().length()).isEqualTo(3900);
        return reply.data();
    }
}
