package io.kdlab.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.address.LinkAddress;
import io.kdlab.connection.ConnectionOptions;
import io.kdlab.connection.KdConnection;
import io.kdlab.connection.LinkNotice;
import io.kdlab.endpoint.EndpointAddress;
import io.kdlab.endpoint.EndpointOptions;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ReadMemory;
import io.kdlab.value.Address;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A kernel behind two relays and a named pipe is debugged as if it were here; the relays never look inside.
@Feature(value = "3.7", on = On.SIM)
class RelayedKernelTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

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
}
