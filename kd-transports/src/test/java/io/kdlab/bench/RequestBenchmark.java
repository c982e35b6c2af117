package io.kdlab.bench;

import io.kdlab.address.LinkAddress;
import io.kdlab.connection.ConnectionOptions;
import io.kdlab.connection.KdConnection;
import io.kdlab.connection.LinkStatus;
import io.kdlab.message.GetVersion;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ReadMemory;
import io.kdlab.peer.Kdd;
import io.kdlab.peer.WireCount;
import io.kdlab.value.Address;
import io.kdlab.value.Epoch;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Reads from Debian's xen-kdd through the whole connection. What other hosts need for the same stands in kdd.md §2.
class RequestBenchmark {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MEBIBYTE = 1 << 20;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void requestsPerSecondAndBytesOnTheWire() throws Exception {
        WireCount count = new WireCount();
        try (Kdd kdd = Kdd.start();
                KdConnection link = KdConnection.open(
                        LinkAddress.parse("com:ipport=%d,port=127.0.0.1"
                                .formatted(kdd.cable().hostPort())),
                        ConnectionOptions.standard().withTap(count))) {
            Awaitility.await().atMost(LIMIT).until(() -> link.status() instanceof LinkStatus.Stopped);
            link.request(Epoch.NONE, Manipulate.request(0, GetVersion.REQUEST), LIMIT);
            long start = kdd.fact("bulk");
            Table.head(
                    "Reading 1 MiB from kdd",
                    "bytes a read",
                    "requests a second: median (least to most)",
                    "wire bytes per KiB",
                    "radare2 6.0.8",
                    "rizin");
            for (int size : new int[] {4, 128, 1024, Manipulate.MAX_DATA}) {
                int reads = Math.min(2000, (MEBIBYTE + size - 1) / size);
                count.reset();
                Rounds rounds = Rounds.of(() -> {
                    count.reset();
                    long began = System.nanoTime();
                    for (int i = 0; i < reads; i++) {
                        link.request(
                                Epoch.NONE,
                                Manipulate.request(0, ReadMemory.of(new Address(start + (long) i * size), size)),
                                LIMIT);
                    }
                    return reads / ((System.nanoTime() - began) / 1e9);
                });
                Table.row(
                        size,
                        rounds,
                        "%,.1f".formatted(count.bytes() * 1024.0 / ((double) reads * size)),
                        size == Manipulate.MAX_DATA ? "2226.0" : "",
                        size == Manipulate.MAX_DATA ? "1205.7" : "");
            }
        }
    }
}
