package io.kdlab.transport.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.address.KdnetKey;
import io.kdlab.feature.Feature;
import io.kdlab.transport.WireEvent;
import io.kdlab.value.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Both sides of KDNET in virtual time, without a socket, on a network that loses, repeats and holds back datagrams as
/// a seed says, while the target starts anew now and then.
@Feature("3.4")
class KdnetModelTest {
    private static final KdnetKey KEY = KdnetKey.parse("1.2.3.4");
    private static final InetSocketAddress HOST = at("10.0.0.1");
    private static final InetSocketAddress TARGET = at("10.0.0.2");
    private static final InetSocketAddress OTHER = at("10.0.0.3");
    /// A target's period in those of a host.
    private static final int POKE = 6;

    private record Flying(InetSocketAddress from, InetSocketAddress to, Bytes datagram) {}

    /// One side: its machine, what it remembers, and what it told.
    private static final class Side<S> {
        final KdnetMachine<S> machine;
        final InetSocketAddress self;
        S state;
        final List<Integer> delivered = new ArrayList<>();
        final List<WireEvent> told = new ArrayList<>();
        int begun;

        Side(KdnetMachine<S> machine, InetSocketAddress self) {
            this.machine = machine;
            this.self = self;
            state = machine.initial();
        }

        void happen(KdnetEvent event, List<Flying> network) {
            KdnetMachine.Step<S> step = machine.step(state, event);
            state = step.state();
            for (KdnetEffect effect : step.effects()) {
                switch (effect) {
                    case KdnetEffect.Emit(var to, var datagram) -> network.add(new Flying(self, to, datagram));
                    case KdnetEffect.Deliver(var packet) -> delivered.add(packet.u32(0));
                    case KdnetEffect.Begin _ -> {
                        begun++;
                        happen(new KdnetEvent.Bound(self), network);
                    }
                    case KdnetEffect.Back _ -> {}
                    case KdnetEffect.Tell(var news) -> told.add(news);
                }
            }
        }
    }

    private final List<Flying> network = new ArrayList<>();
    private final List<Flying> arrived = new ArrayList<>();
    private final Side<KdnetHostState> host;
    private final Side<KdnetTargetState> target;
    private Random random = new Random(1);
    private int periods;
    private int sent;

    KdnetModelTest() {
        host = new Side<>(new KdnetHost(KEY, List.of(), this::random), HOST);
        target = new Side<>(new KdnetTarget(KEY, HOST, this::random), TARGET);
        host.happen(new KdnetEvent.Bound(HOST), network);
        target.happen(new KdnetEvent.Bound(TARGET), network);
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void bothSidesAgreeOnceFaultsEndAndNothingArrivesTwiceOrOutOfOrder(long seed) {
        random = new Random(seed);
        // A kernel that runs says nothing, so no data of its own tells the host which key it has.
        boolean runs = seed % 2 == 0;
        for (int n = 0; n < 120; n++) {
            period(25);
            if (!runs) {
                send();
            }
            if (random.nextInt(60) == 0) {
                target.happen(new KdnetEvent.Reboot(), network);
            }
        }
        // A last answer may be lost yet; the poke after the next one is answered for certain.
        for (int n = 0; n < 4 * POKE; n++) {
            period(0);
        }
        assertThat(host.begun).as("sessions, seed %d", seed).isPositive();
        int before = sent;
        host.happen(new KdnetEvent.Send(number(-before - 1)), network);
        period(0);
        assertThat(target.delivered).as("unasked, seed %d", seed).contains(-before - 1);
        sent++;
        target.happen(new KdnetEvent.Send(number(sent)), network);
        period(0);
        assertThat(host.delivered)
                .as("seed %d", seed)
                .contains(before + 1)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(target.delivered).as("seed %d", seed).contains(-before - 1).doesNotHaveDuplicates();
        assertThat(host.state.isLive()).isTrue();
    }

    @Test
    void aLiveSessionIsKeptWhateverCopiesOfOldDatagramsCome() {
        for (int n = 0; n < 5 * POKE; n++) {
            period(0);
            send();
        }
        int sessions = host.begun;
        assertThat(sessions).isEqualTo(1);
        List<Integer> before = List.copyOf(host.delivered);
        network.clear();
        for (Flying copy : List.copyOf(arrived)) {
            arrive(copy);
        }
        assertThat(host.delivered).isEqualTo(before);
        for (int n = 0; n < 2 * POKE; n++) {
            period(0);
        }
        assertThat(host.begun).isEqualTo(sessions);
        assertThat(target.begun).isEqualTo(1);
        send();
        period(0);
        assertThat(host.delivered).contains(sent);
    }

    @Test
    void whatOneSideSaidIsNothingWhenItComesBackToIt() {
        period(0);
        period(0);
        send();
        for (Flying mine : List.copyOf(network)) {
            (mine.from().equals(HOST) ? host : target)
                    .happen(new KdnetEvent.Received(mine.to(), mine.datagram()), network);
        }
        assertThat(host.delivered).isEmpty();
        assertThat(target.delivered).isEmpty();
    }

    @Test
    void aTargetThatNamesAnotherDebuggerWasTakenOverAndIsLeftToHim() {
        connect();
        Side<KdnetHostState> other = new Side<>(new KdnetHost(KEY, List.of(TARGET), this::random), OTHER);
        List<Flying> near = new ArrayList<>();
        other.happen(new KdnetEvent.Due(), near);
        for (int n = 0; n < 4; n++) {
            List<Flying> now = List.copyOf(near);
            near.clear();
            for (Flying flying : now) {
                (flying.to().equals(OTHER) ? other : flying.to().equals(TARGET) ? target : host)
                        .happen(new KdnetEvent.Received(flying.from(), flying.datagram()), near);
            }
        }
        assertThat(other.begun).isEqualTo(1);
        for (int n = 0; n < 2 * POKE; n++) {
            period(0);
        }
        assertThat(host.told.getLast())
                .isInstanceOfSatisfying(
                        WireEvent.Peer.class,
                        peer -> assertThat(peer.text())
                                .contains("the debugger at 10.0.0.3:50000 has taken the target over"));
        assertThat(target.begun).as("sessions of the target").isEqualTo(2);
        host.happen(new KdnetEvent.Send(Bytes.ofHex("62")), network);
        for (int n = 0; n < 2 * POKE; n++) {
            period(0);
        }
        assertThat(target.begun).as("sessions, after a break-in at the first").isEqualTo(3);
    }

    @Test
    void aRestartedHostMakesANewKeyAtTheNextPoke() {
        connect();
        host.state = host.machine.initial();
        for (int n = 0; n < POKE + 2; n++) {
            period(0);
        }
        assertThat(host.begun).isEqualTo(2);
        send();
        period(0);
        assertThat(host.delivered).contains(sent);
        assertThat(target.delivered).contains(-sent);
    }

    @Test
    void twelveSecondsOfSilenceAreToldOnce() {
        connect();
        host.told.clear();
        for (int n = 0; n < 24 - POKE; n++) {
            host.happen(new KdnetEvent.Due(), network);
        }
        assertThat(host.told).isEmpty();
        for (int n = 0; n < 60; n++) {
            host.happen(new KdnetEvent.Due(), network);
        }
        assertThat(host.told).hasSize(1);
    }

    @Test
    void anAnswerToAPokeBeforeTheLastAnsweredOneChangesNothing() {
        target.happen(new KdnetEvent.Due(), network);
        target.happen(new KdnetEvent.Due(), network);
        List<Bytes> answers = new ArrayList<>();
        List<Flying> out = new ArrayList<>();
        for (Flying poke : List.copyOf(network)) {
            out.clear();
            host.happen(new KdnetEvent.Received(TARGET, poke.datagram()), out);
            out.forEach(flying -> answers.add(flying.datagram()));
        }
        assertThat(answers).hasSize(2);
        target.happen(new KdnetEvent.Received(HOST, answers.get(1)), out);
        target.happen(new KdnetEvent.Received(HOST, answers.get(0)), out);
        target.happen(new KdnetEvent.Received(HOST, answers.get(1)), out);
        assertThat(target.begun).isEqualTo(1);
    }

    private void connect() {
        for (int n = 0; n < POKE; n++) {
            period(0);
        }
        assertThat(host.begun).isEqualTo(1);
    }

    /// A host's period passes. Each datagram under way is lost, repeated or held back until later by so many of a
    /// hundred.
    private void period(int percent) {
        host.happen(new KdnetEvent.Due(), network);
        if (periods++ % POKE == 0) {
            target.happen(new KdnetEvent.Due(), network);
        }
        for (int rounds = 0; rounds < 4; rounds++) {
            List<Flying> now = List.copyOf(network);
            network.clear();
            for (Flying flying : now) {
                if (hits(percent)) {
                    continue;
                }
                if (hits(percent)) {
                    network.add(flying);
                    if (hits(50)) {
                        continue;
                    }
                }
                arrive(flying);
            }
        }
    }

    private void arrive(Flying flying) {
        arrived.add(flying);
        if (flying.to().equals(HOST)) {
            host.happen(new KdnetEvent.Received(flying.from(), flying.datagram()), network);
        } else if (flying.to().equals(TARGET)) {
            target.happen(new KdnetEvent.Received(flying.from(), flying.datagram()), network);
        }
    }

    /// A number each way: up from the target, down from the host.
    private void send() {
        sent++;
        target.happen(new KdnetEvent.Send(number(sent)), network);
        host.happen(new KdnetEvent.Send(number(-sent)), network);
    }

    private boolean hits(int percent) {
        return random.nextInt(100) < percent;
    }

    private static Bytes number(int value) {
        return Bytes.of((byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24));
    }

    private Bytes random() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    private static InetSocketAddress at(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 50_000);
    }
}
