package io.kdlab.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.address.LinkAddress;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.message.Continue2;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ReadMemory;
import io.kdlab.transport.ieee1394.SimOnBus;
import io.kdlab.value.Address;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The connection over a 1394 bus: the executing machine of `sim:` behind mailboxes on a fake bus.
@Feature(value = "3.6", on = On.SIM)
class Ieee1394ConnectionTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final LinkAddress ADDRESS = LinkAddress.parse("1394:channel=7");

    private final Notices notices = new Notices();
    private final SimOnBus target = new SimOnBus(7);

    @AfterEach
    void switchOff() {
        target.close();
    }

    @Test
    void breakInReadAndContinueThroughBusResets() throws Exception {
        try (KdConnection link = KdConnection.open(ADDRESS, ConnectionOptions.standard(), notices)) {
            notices.next(LinkNotice.LinkUp.class, LIMIT);
            for (int round = 0; round < 3; round++) {
                link.breakIn(Epoch.NONE);
                Address stop = notices.next(LinkNotice.StateChanged.class, LIMIT)
                        .change()
                        .header()
                        .programCounter();
                byte[] first = read(link, stop, 3000);
                target.bus().reset();
                assertThat(read(link, stop, 3000)).isEqualTo(first);
                link.send(Epoch.NONE, Manipulate.request(0, Continue2.of(NtStatus.CONTINUE, false, 0x400)));
                notices.next(LinkNotice.Resumed.class, LIMIT);
            }
            assertThat(link.counters().retransmitted()).isZero();
        }
    }

    @Test
    void aPulledCableIsToldAndTheLinkComesBackWithIt() throws Exception {
        try (KdConnection _ = KdConnection.open(ADDRESS, ConnectionOptions.standard(), notices)) {
            notices.next(LinkNotice.StateChanged.class, LIMIT);
            target.unplug();
            notices.next(LinkNotice.LinkDown.class, down -> down.cause().contains("the node has left the bus"), LIMIT);
            notices.next(LinkNotice.LinkDown.class, down -> down.cause().contains("no target offers channel 7"), LIMIT);
            target.plug();
            notices.next(LinkNotice.LinkUp.class, LIMIT);
            // It stood all the while, and is asked where.
            notices.next(LinkNotice.StateChanged.class, LIMIT);
        }
    }

    @Test
    void aTargetThatStartsAnewWithBuffersElsewhereIsANewOpening() throws Exception {
        try (KdConnection link = KdConnection.open(ADDRESS, ConnectionOptions.standard(), notices)) {
            notices.next(LinkNotice.LinkUp.class, LIMIT);
            target.reboot();
            notices.next(LinkNotice.LinkDown.class, down -> down.cause().contains("was started anew"), LIMIT);
            notices.next(LinkNotice.LinkUp.class, LIMIT);
            link.breakIn(Epoch.NONE);
            notices.next(LinkNotice.StateChanged.class, LIMIT);
        }
    }

    private static byte[] read(KdConnection link, Address at, int length) throws Exception {
        Manipulate reply = link.request(Epoch.NONE, Manipulate.request(0, ReadMemory.of(at, length)), LIMIT);
        assertThat(reply.status()).isEqualTo(NtStatus.SUCCESS);
        assertThat(reply.data().length()).isEqualTo(length);
        return reply.data().toByteArray();
    }

    @Test
    @Feature(value = "L09", on = On.SIM)
    void whoeverFindsNoTargetIsToldThatThisIsALegacyLink() throws Exception {
        try (KdConnection _ =
                KdConnection.open(LinkAddress.parse("1394:channel=8"), ConnectionOptions.standard(), notices)) {
            assertThat(notices.next(LinkNotice.LinkDown.class, LIMIT).cause())
                    .contains("1394:channel=8: no target offers channel 8")
                    .contains("/dev/fw1: channel 7")
                    .contains("1394 debugging ended with Windows 10 version 1607");
        }
    }
}
