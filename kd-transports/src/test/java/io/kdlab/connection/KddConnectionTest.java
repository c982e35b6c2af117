package io.kdlab.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.address.LinkAddress;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.message.GetContext;
import io.kdlab.message.GetVersion;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ReadMemory;
import io.kdlab.peer.Kdd;
import io.kdlab.peer.WireCount;
import io.kdlab.value.Address;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/// The connection against Debian's xen-kdd, over TCP.
@Feature(value = "2.4", on = On.KDD)
class KddConnectionTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int CHUNK = Manipulate.MAX_DATA;
    /// Two headers with their fixed 56 bytes and trailers, and two acks.
    private static final long READ_COST = 2 * (16 + 56 + 1) + 2 * 16;

    @Test
    @Feature(value = "L01", on = On.KDD)
    void attachesReadsVersionContextAndOneMebibyteOfMemory()
            throws IOException, InterruptedException, ConnectionException {
        Notices notices = new Notices();
        WireCount wire = new WireCount();
        try (Kdd kdd = Kdd.start();
                KdConnection link =
                        KdConnection.open(tcp(kdd), ConnectionOptions.standard().withTap(wire), notices)) {
            LinkNotice.StateChanged stop = notices.next(LinkNotice.StateChanged.class, LIMIT);
            assertThat(stop.change().processorCount()).isEqualTo(2);

            Manipulate version = link.request(Epoch.NONE, Manipulate.request(0, GetVersion.REQUEST), LIMIT);
            assertThat(version.status()).isEqualTo(NtStatus.SUCCESS);
            GetVersion found = (GetVersion) version.body();
            assertThat(found.build()).isEqualTo(7601);
            assertThat(found.kernelBase()).isEqualTo(new Address(kdd.fact("kernbase")));

            Manipulate context = link.request(Epoch.NONE, Manipulate.request(0, new GetContext(0)), LIMIT);
            assertThat(context.data().length()).isEqualTo(1232);

            wire.reset();
            int reads = 0;
            CRC32 crc = new CRC32();
            long start = kdd.fact("bulk");
            for (int at = 0; at < 1 << 20; at += CHUNK) {
                int count = Math.min(CHUNK, (1 << 20) - at);
                Manipulate read = link.request(
                        Epoch.NONE, Manipulate.request(0, ReadMemory.of(new Address(start + at), count)), LIMIT);
                crc.update(read.data().toByteArray());
                reads++;
            }
            assertThat(crc.getValue()).isEqualTo(kdd.fact("bulk_crc32_1mib"));
            assertThat(link.counters().retransmitted()).isZero();
            // Request, its ack, reply, its ack: the protocol's own limit of 1070.2 bytes per KiB, and no byte more.
            assertThat(wire.bytes()).isEqualTo((1 << 20) + reads * READ_COST);
        }
    }

    private static LinkAddress tcp(Kdd kdd) {
        return LinkAddress.parse(
                "com:ipport=%d,port=127.0.0.1".formatted(kdd.cable().hostPort()));
    }
}
