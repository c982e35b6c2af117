package io.kdlab.transport.net;

import io.kdlab.address.KdnetKey;
import io.kdlab.transport.net.KdnetDatagram.Channel;
import io.kdlab.value.Bytes;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The target's side of KDNET: pokes the debugger it was told of, and whoever it talks to, every three seconds for
/// ever; whoever answers a recent poke under the key has it from then on. An empty control packet makes it poke the
/// sender at once, so that a debugger elsewhere can take it over. Facts: kdnet.md §3, §4, §6.
///
/// @param control the seal of the key that people typed
/// @param host where its debugger should be
/// @param random makes 32 random bytes
record KdnetTarget(KdnetSeal control, InetSocketAddress host, Supplier<Bytes> random)
        implements KdnetMachine<KdnetTargetState> {
    private static final Duration PERIOD = Duration.ofSeconds(3);
    /// What Windows 10's boot debugger speaks, the one version that is known whole (kdnet.md §7).
    private static final int VERSION = 4;
    /// Answers may take three pokes' time.
    private static final int OPEN = 3;
    /// Nobody can make more of one copied control packet.
    private static final int PROVOKED = 8;

    KdnetTarget(KdnetKey key, InetSocketAddress host, Supplier<Bytes> random) {
        this(KdnetSeal.control(key), host, random);
    }

    @Override
    public KdnetTargetState initial() {
        return KdnetTargetState.booted(random.get().slice(Long.BYTES), KdnetEndpoint.NOBODY);
    }

    @Override
    public Duration period() {
        return PERIOD;
    }

    @Override
    public Step<KdnetTargetState> step(KdnetTargetState state, KdnetEvent event) {
        return switch (event) {
            case KdnetEvent.Due() -> due(state);
            case KdnetEvent.Bound(InetSocketAddress self) -> stay(state.withSelf(KdnetEndpoint.of(self)));
            case KdnetEvent.Reboot() -> due(initial().withSelf(state.self()));
            case KdnetEvent.Send(Bytes packet) -> send(state, packet);
            case KdnetEvent.Received(InetSocketAddress from, Bytes datagram) -> {
                Optional<Channel> channel = KdnetSeal.channelOf(datagram);
                yield channel.isEmpty()
                        ? stay(state)
                        : channel.get() == Channel.DATA ? data(state, datagram) : control(state, from, datagram);
            }
        };
    }

    private Step<KdnetTargetState> due(KdnetTargetState state) {
        Step<KdnetTargetState> first = poke(state.withProvoked(0), host);
        KdnetSession session = state.session();
        if (session == null || session.peer().equals(host)) {
            return first;
        }
        Step<KdnetTargetState> second = poke(first.state(), session.peer());
        List<KdnetEffect> both = new ArrayList<>(first.effects());
        both.addAll(second.effects());
        return new Step<>(second.state(), both);
    }

    private Step<KdnetTargetState> poke(KdnetTargetState state, InetSocketAddress to) {
        Bytes count = Bytes.of(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(state.pokes())
                .array());
        Bytes clientKey = count.concat(state.boot());
        KdnetSession session = state.session();
        KdnetPoke poke = KdnetPoke.of(
                clientKey,
                state.self(),
                KdnetEndpoint.of(host),
                session == null ? KdnetEndpoint.NOBODY : KdnetEndpoint.of(session.peer()));
        List<Bytes> open = new ArrayList<>(state.open());
        open.addFirst(clientKey);
        long number = state.number() + PERIOD.toSeconds();
        KdnetDatagram said = new KdnetDatagram(VERSION, Channel.CONTROL, number, false, poke.encode());
        return stay(
                state.withPoke(number, open.subList(0, Math.min(open.size(), OPEN))),
                new KdnetEffect.Emit(to, control.seal(said)));
    }

    private Step<KdnetTargetState> control(KdnetTargetState state, InetSocketAddress from, Bytes datagram) {
        Optional<KdnetDatagram> opened = control.open(datagram).filter(KdnetDatagram::toTarget);
        if (opened.isEmpty()) {
            return stay(state);
        }
        Bytes body = opened.get().body();
        if (KdnetResponse.isOne(body)) {
            return answered(state, from, body);
        }
        return body.isEmpty() && state.provoked() < PROVOKED
                ? poke(state.withProvoked(state.provoked() + 1), from)
                : stay(state);
    }

    /// A client key is good for one answer, and an answer ends all older keys: the network's copies and what it holds
    /// back change nothing.
    private Step<KdnetTargetState> answered(KdnetTargetState state, InetSocketAddress from, Bytes body) {
        Bytes clientKey = KdnetResponse.decode(body).clientKey();
        int place = state.open().indexOf(clientKey);
        if (place < 0) {
            return stay(state);
        }
        KdnetSession session =
                KdnetSession.begin(control.data(body), from, VERSION).counted();
        Bytes check = KdnetCheck.of(from.getAddress()).encode();
        return stay(
                state.withSession(session, state.open().subList(0, place)),
                new KdnetEffect.Emit(from, session.seal(check, false)),
                new KdnetEffect.Begin(from));
    }

    private static Step<KdnetTargetState> data(KdnetTargetState state, Bytes datagram) {
        KdnetSession session = state.session();
        if (session == null) {
            return stay(state);
        }
        return session.open(datagram, true)
                .filter(session::isNew)
                .map(said -> {
                    KdnetTargetState next = state.withSession(session.heard(said), state.open());
                    return said.body().isEmpty() ? stay(next) : stay(next, new KdnetEffect.Deliver(said.body()));
                })
                .orElseGet(() -> stay(state));
    }

    /// Without a debugger it is lost, as on a line with nobody at its other end.
    private static Step<KdnetTargetState> send(KdnetTargetState state, Bytes packet) {
        KdnetSession session = state.session();
        if (session == null) {
            return stay(state);
        }
        KdnetSession counted = session.counted();
        return stay(
                state.withSession(counted, state.open()),
                new KdnetEffect.Emit(counted.peer(), counted.seal(packet, false)));
    }

    private static Step<KdnetTargetState> stay(KdnetTargetState state, KdnetEffect... effects) {
        return new Step<>(state, List.of(effects));
    }
}
