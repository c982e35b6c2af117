package io.kdlab.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kdlab.address.KdnetKey;
import io.kdlab.connection.LinkNotice;
import io.kdlab.connection.LinkStatus;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.link.LinkPace;
import io.kdlab.message.Reboot;
import io.kdlab.message.StateChange;
import io.kdlab.peer.UdpProxy;
import io.kdlab.transport.net.KdnetOffer;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A simulated machine and our host over real UDP, as KDNET.
@Timeout(300)
@Feature(value = "3.4", on = On.PROCESS)
final class SimKdnetTest {
    private static final String KEY = "1.2.3.4";
    private static final long SEED = 5;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /// Patient enough for a debugger that is there after some pokes: a machine that gave up tells no images.
    private static final SimOptions MACHINE =
            SimOptions.of(SEED).withPace(LinkPace.TARGET.withAck(Duration.ofSeconds(1)));

    @Test
    @Feature(value = "L04", on = On.PROCESS)
    void hostAndTargetCompleteASession() throws Exception {
        int port = freePort();
        try (SimSession s = host(port, "");
                SimKdnet target = SimKdnet.offer(offer("127.0.0.1", port), MACHINE)) {
            assertThat(connected(s))
                    .isEqualTo("Connected to target 127.0.0.1 on port %d on local IP 127.0.0.1".formatted(port));
            work(s);
            assertThat(target.address().getPort()).isNotEqualTo(port);
        }
    }

    @Test
    @Feature(value = "L06", on = On.PROCESS)
    void ipv6AloneIsListenedTo() throws Exception {
        int port = freePort();
        try (SimSession s = host(port, ",target=::");
                SimKdnet _ = SimKdnet.offer(offer("127.0.0.1", port), MACHINE)) {
            try (SimKdnet _ = SimKdnet.offer(offer("::1", port), MACHINE)) {
                assertThat(connected(s)).contains("target 0:0:0:0:0:0:0:1 on port " + port);
                work(s);
            }
        }
    }

    @Test
    @Feature(value = "L06", on = On.PROCESS)
    void ipv4AloneIsListenedTo() throws Exception {
        int port = freePort();
        try (SimSession s = host(port, ",target=0.0.0.0");
                SimKdnet _ = SimKdnet.offer(offer("::1", port), MACHINE)) {
            try (SimKdnet _ = SimKdnet.offer(offer("127.0.0.1", port), MACHINE)) {
                assertThat(connected(s)).contains("target 127.0.0.1 on port " + port);
                s.firstStop();
            }
        }
    }

    /// A `go` whose ack is lost is answered only by what the machine says next, so each one here is followed by a
    /// print or a stop, and the host asks for longer than it takes to get one through.
    @Test
    void aNetworkThatLosesRepeatsAndReordersChangesNothing() throws Exception {
        int port = freePort();
        LinkPace eager = new LinkPace(
                Duration.ofMillis(200), 100, 1000, Duration.ofMillis(200), 100, Duration.ofMillis(500), 100);
        try (SimSession s = new SimSession("net:port=%d,key=%s".formatted(port, KEY), SEED, eager);
                UdpProxy proxy = UdpProxy.open(at("127.0.0.1", port), at("127.0.0.4", 0), SEED, 12);
                SimKdnet _ = SimKdnet.offer(KdnetOffer.to(proxy.address(), key()), MACHINE)) {
            connected(s);
            work(s);
            assertThat(proxy.leastOfEach())
                    .as("seed %d: %s", SEED, proxy.text())
                    .isGreaterThan(10);
        }
    }

    private static void work(SimSession s) throws Exception {
        s.firstStop();
        s.go();
        s.nextStop();
        s.go();
        s.printed("up");
        s.breakIn();
        Bytes code = s.read(s.kernel.base(), 512);
        assertThat(code).isEqualTo(s.kernel.layout().slice(0, 512));
        for (int n = 0; n < 30; n++) {
            assertThat(s.read(s.kernel.base() + n, 512 - n)).as("read %d", n).isEqualTo(code.slice(n));
        }
        long hot = s.kernel.export("SimHotFunction");
        long before = s.quad("SimCounter");
        s.skipInt3();
        for (int n = 1; n <= 4; n++) {
            assertThat(s.plant(hot).status()).as("hit %d", n).isEqualTo(NtStatus.SUCCESS);
            s.go();
            StateChange hit = s.nextStop();
            assertThat(hit.programCounter().value()).isEqualTo(hot);
            assertThat(s.quad("SimCounter")).as("hit %d", n).isEqualTo(before + n - 1);
            s.step();
        }
    }

    @Test
    void aTargetThatStartsAnewGetsANewKey() throws Exception {
        int port = freePort();
        try (SimSession s = host(port, "");
                SimKdnet _ = SimKdnet.offer(offer("127.0.0.1", port), MACHINE)) {
            connected(s);
            s.firstStop();
            s.tell(new Reboot());
            LinkNotice notice = s.next();
            while (!(notice instanceof LinkNotice.TargetReset)) {
                notice = s.next();
            }
            assertThat(connected(s)).contains("on port " + port);
            s.nextStop();
            s.go();
            s.nextStop();
            s.go();
            s.printed("up");
        }
    }

    @Test
    @Feature(value = "L05", on = On.PROCESS)
    void aSecondDebuggerTakesTheTargetOverAndBreakingInTakesItBack() throws Exception {
        int first = freePort();
        int second = freePort();
        try (SimSession a = host(first, "");
                SimKdnet target = SimKdnet.offer(offer("127.0.0.1", first), MACHINE)) {
            connected(a);
            a.firstStop();
            String called = ",target=127.0.0.1:" + target.address().getPort();
            try (SimSession b = host(second, called)) {
                connected(b);
                assertThat(b.firstStop().programCounter()).isNotNull();
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(a.status())
                                .isInstanceOfSatisfying(
                                        LinkStatus.Lost.class,
                                        lost -> assertThat(lost.text())
                                                .contains("the debugger at 127.0.0.1:" + second
                                                        + " has taken the target over")
                                                .doesNotContain(KEY)));
                assertThat(b.read(b.kernel.base(), 64))
                        .hasToString(b.kernel.layout().slice(0, 64).toString());
            }
            a.breakInNow();
            a.nextStop();
        }
    }

    @Test
    void severalTargetsAreServedAtOnceEachOnItsPort() throws Exception {
        int one = freePort();
        int two = freePort();
        int three = freePort();
        try (SimSession a = host(one, "");
                SimSession b = host(two, "");
                SimSession c = host(three, "");
                SimKdnet _ = SimKdnet.offer(offer("127.0.0.1", one), MACHINE);
                SimKdnet _ = SimKdnet.offer(offer("127.0.0.1", two), MACHINE);
                SimKdnet _ = SimKdnet.offer(offer("127.0.0.1", three), MACHINE)) {
            for (SimSession s : new SimSession[] {a, b, c}) {
                connected(s);
                s.firstStop();
                assertThat(s.read(s.kernel.base(), 64))
                        .isEqualTo(s.kernel.layout().slice(0, 64));
            }
        }
    }

    @Test
    void aSecondTargetOnThePortIsLeftAloneAndNamed() throws Exception {
        int port = freePort();
        try (SimSession s = host(port, "");
                SimKdnet _ = SimKdnet.offer(offer("127.0.0.1", port), MACHINE)) {
            connected(s);
            s.firstStop();
            KdnetOffer other = new KdnetOffer(at("127.0.0.1", port), key(), at("127.0.0.7", 0));
            try (SimKdnet second = SimKdnet.offer(other, MACHINE)) {
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(s.notes())
                                .anyMatch(note -> note.contains(
                                                "127.0.0.7:" + second.address().getPort())
                                        && note.contains("needs a port of its own")));
                assertThat(s.read(s.kernel.base(), 64))
                        .isEqualTo(s.kernel.layout().slice(0, 64));
            }
        }
    }

    @Test
    void aWrongKeyIsNamedAsTheLikelyCause() throws Exception {
        int port = freePort();
        KdnetOffer wrong = KdnetOffer.to(at("127.0.0.1", port), KdnetKey.parse("1.2.3.5"));
        try (SimSession s = host(port, "");
                SimKdnet _ = SimKdnet.offer(wrong, MACHINE)) {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(s.status().text())
                            .contains("this key does not open what 127.0.0.1:")
                            .contains("key=****"));
        }
    }

    @Test
    void fourPokesMissedAreALostTargetAndItsReturnContinuesTheSession() throws Exception {
        int port = freePort();
        try (SimSession s = host(port, "");
                UdpProxy proxy = UdpProxy.open(at("127.0.0.1", port), at("127.0.0.4", 0), SEED, 0);
                SimKdnet _ = SimKdnet.offer(KdnetOffer.to(proxy.address(), key()), MACHINE)) {
            connected(s);
            long stoppedAt = s.firstStop().programCounter().value();
            proxy.cut(true);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(s.status())
                            .isInstanceOfSatisfying(
                                    LinkStatus.Lost.class,
                                    lost -> assertThat(lost.text())
                                            .contains("target 127.0.0.4 has not been heard for 12 s")));
            proxy.cut(false);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(s.status())
                            .isInstanceOfSatisfying(
                                    LinkStatus.Stopped.class,
                                    stopped -> assertThat(stopped.change()
                                                    .programCounter()
                                                    .value())
                                            .isEqualTo(stoppedAt)));
            assertThat(s.notices()).noneMatch(LinkNotice.TargetReset.class::isInstance);
        }
    }

    /// The banner that says so.
    private static String connected(SimSession s) throws InterruptedException {
        while (true) {
            if (s.next() instanceof LinkNotice.Waiting(String text, var _) && text.startsWith("Connected to")) {
                return text;
            }
        }
    }

    private static SimSession host(int port, String more) {
        return new SimSession("net:port=%d,key=%s%s".formatted(port, KEY, more), SEED);
    }

    private static KdnetOffer offer(String host, int port) {
        return KdnetOffer.to(at(host, port), key());
    }

    private static KdnetKey key() {
        return KdnetKey.parse(KEY);
    }

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
