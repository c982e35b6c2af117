package io.kdlab.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.address.LinkAddress;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.link.LinkPace;
import io.kdlab.message.Continue2;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.WriteMemory;
import io.kdlab.peer.Cable;
import io.kdlab.peer.ScriptedKernel;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The connection over wires that lose, repeat, delay, cut and garble, and over one of the wrong rate.
@Feature(value = "2.4", on = On.PROCESS)
class FaultyConnectionTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final long SEED = Long.getLong("kdlab.seed", 1);

    private final Notices notices = new Notices();
    private Cable cable;
    private ScriptedKernel kernel;

    @BeforeEach
    void plugIn() throws IOException, InterruptedException {
        cable = new Cable();
        kernel = ScriptedKernel.boot(cable);
    }

    @AfterEach
    void unplug() throws IOException {
        kernel.close();
        cable.close();
    }

    @Test
    void aBadLineCostsTimeAndNothingElse() throws InterruptedException, ConnectionException {
        String plan = "seed=%d,loss=20,duplicate=20,delay=20,flip=20,truncate=20".formatted(SEED);
        LinkPace quick = LinkPace.HOST.withAck(Duration.ofMillis(150));
        try (KdConnection link =
                KdConnection.open(fault(plan), ConnectionOptions.standard().withPace(quick), notices)) {
            notices.next(LinkNotice.LinkUp.class, LIMIT);
            link.breakIn(Epoch.NONE);
            notices.next(LinkNotice.StateChanged.class, LIMIT);
            for (int i = 0; i < 60; i++) {
                Manipulate read =
                        link.request(Epoch.NONE, Manipulate.request(0, ReadMemory.of(new Address(i), 100)), LIMIT);
                assertThat(read.data().get(99)).as("seed %d, read %d", SEED, i).isEqualTo((i + 99) & 0xff);
            }
            assertThat(link.counters().retransmitted() + link.counters().damaged())
                    .as("the line was bad, seed %d", SEED)
                    .isPositive();
        }
    }

    @Test
    void whatActsIsExecutedOnceOverABadLine() throws InterruptedException, ConnectionException {
        String plan = "seed=%d,loss=30,duplicate=50,delay=20".formatted(SEED + 1);
        LinkPace quick = LinkPace.HOST.withAck(Duration.ofMillis(150));
        int unknown = 0;
        try (KdConnection link =
                KdConnection.open(fault(plan), ConnectionOptions.standard().withPace(quick), notices)) {
            notices.next(LinkNotice.LinkUp.class, LIMIT);
            link.breakIn(Epoch.NONE);
            notices.next(LinkNotice.StateChanged.class, LIMIT);
            for (int i = 0; i < 40; i++) {
                Manipulate write = Manipulate.request(0, new WriteMemory(new Address(i), 1, 0), Bytes.of((byte) i));
                try {
                    link.request(Epoch.NONE, write, LIMIT);
                } catch (OutcomeUnknownException _) {
                    unknown++;
                    notices.next(LinkNotice.StateChanged.class, LIMIT);
                }
            }
        }
        long distinct = kernel.received().stream().distinct().count();
        assertThat(kernel.received()).as("none twice, seed %d", SEED + 1).hasSize((int) distinct);
        assertThat(distinct).isBetween(40L - unknown, 40L);
    }

    @Test
    @Feature(value = "L13", on = On.PROCESS)
    void aWrongBaudRateIsCalledThatAndTheRightOneWorks() throws InterruptedException, ConnectionException {
        try (KdConnection link =
                KdConnection.open(fault("baud=115200,sampled=57600"), ConnectionOptions.standard(), notices)) {
            notices.next(LinkNotice.LinkUp.class, LIMIT);
            kernel.stop();
            assertThat(notices.next(LinkNotice.Waiting.class, w -> w.what().contains("garbage"), LIMIT)
                            .what())
                    .contains("bytes of garbage and no packet: wrong baud rate");
            assertThat(link.status()).isInstanceOf(LinkStatus.Synchronising.class);
        }
        try (KdConnection link =
                KdConnection.open(fault("baud=115200,sampled=115200"), ConnectionOptions.standard(), notices)) {
            notices.next(LinkNotice.StateChanged.class, LIMIT);
            link.send(Epoch.NONE, Manipulate.request(0, Continue2.of(new NtStatus(0x10002), false, 0x400)));
        }
    }

    @Test
    @Feature(value = "3.3", on = On.PROCESS)
    @Feature(value = "L13", on = On.PROCESS)
    void theRateThatTheTargetSpeaksIsNamed() throws InterruptedException {
        for (int[] rates : new int[][] {{57_600, 115_200}, {38_400, 57_600}, {9600, 38_400}}) {
            String line = "baud=%d,sampled=%d".formatted(rates[0], rates[1]);
            try (KdConnection link = KdConnection.open(fault(line), ConnectionOptions.standard(), notices)) {
                notices.next(LinkNotice.LinkUp.class, LIMIT);
                // A kernel that nobody acknowledges says it again and again.
                kernel.stop();
                String wanted = "looks like the target speaks %d baud, and this link %d; try baud=%d"
                        .formatted(rates[0], rates[1], rates[0]);
                notices.next(LinkNotice.Waiting.class, w -> w.what().contains(wanted), LONG);
                assertThat(link.status().text()).contains(wanted);
            }
        }
    }

    private LinkAddress fault(String plan) {
        return LinkAddress.parse("fault:%s,wire=@{com:ipport=%d,port=127.0.0.1}".formatted(plan, cable.hostPort()));
    }
}
