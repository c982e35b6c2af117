package io.kdlab.transport.net;

import io.kdlab.address.KdnetKey;
import io.kdlab.transport.WireEvent;
import io.kdlab.transport.net.KdnetDatagram.Channel;
import io.kdlab.transport.net.KdnetHostState.Offer;
import io.kdlab.transport.net.KdnetHostState.Poked;
import io.kdlab.value.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// The debugger's side of KDNET: answers pokes, keeps one session at a time, knows when its target is gone.
///
/// A poke of a target that talks to nobody is answered. One that says whom it talks to is the keep-alive of the live
/// session; without one, or while an answer is out that nothing was heard under, it is answered too, which makes a
/// new key. The old key is good until the first datagram under the new one. A target that comes to talk to somebody
/// else was taken over; it is left to him until somebody breaks in here. Facts: kdnet.md §4 to §6. What a real
/// target does with an empty control packet, and how a takeover looks from the old host, is not verified.
///
/// @param control the seal of the key that people typed
/// @param called whom to provoke, and the only ones to speak to; empty for anybody
/// @param random makes 32 random bytes
record KdnetHost(KdnetSeal control, List<InetSocketAddress> called, Supplier<Bytes> random)
        implements KdnetMachine<KdnetHostState> {
    private static final Duration PERIOD = Duration.ofMillis(500);
    /// Four pokes of three seconds.
    private static final int MISSED = 24;
    /// How long an answer gets before it is asked for another poke.
    private static final int PATIENCE = 6;

    private static final Bytes BREAK_IN = Bytes.of((byte) 0x62);
    /// Of a host that provokes before it has heard what the target speaks.
    private static final int VERSION = 4;

    KdnetHost(KdnetKey key, List<InetSocketAddress> called, Supplier<Bytes> random) {
        this(KdnetSeal.control(key), List.copyOf(called), random);
    }

    @Override
    public KdnetHostState initial() {
        return KdnetHostState.INITIAL;
    }

    @Override
    public Duration period() {
        return PERIOD;
    }

    @Override
    public Step<KdnetHostState> step(KdnetHostState state, KdnetEvent event) {
        return switch (event) {
            case KdnetEvent.Received(InetSocketAddress from, Bytes datagram) -> {
                Optional<Channel> channel = KdnetSeal.channelOf(datagram);
                yield channel.isEmpty()
                        ? stay(state)
                        : channel.get() == Channel.DATA ? data(state, datagram) : control(state, from, datagram);
            }
            case KdnetEvent.Send(Bytes packet) -> send(state, packet);
            case KdnetEvent.Due() -> due(state);
            case KdnetEvent.Bound(InetSocketAddress self) -> bound(state, self);
            case KdnetEvent.Reboot() -> stay(state);
        };
    }

    private Step<KdnetHostState> bound(KdnetHostState state, InetSocketAddress self) {
        if (state.session() == null) {
            return stay(
                    state,
                    new KdnetEffect.Tell(new WireEvent.Peer(
                            WireEvent.Peer.State.AWAITED,
                            ("no target has come to UDP port %d yet: is it up, are its hostip and key right, and is UDP"
                                            + " let through here?")
                                    .formatted(self.getPort()))));
        }
        return stay(called.isEmpty() ? state.withUs(KdnetEndpoint.of(self)) : state);
    }

    private Step<KdnetHostState> control(KdnetHostState state, InetSocketAddress from, Bytes datagram) {
        Optional<KdnetDatagram> opened = control.open(datagram);
        if (opened.isEmpty()) {
            return state.isLive()
                    ? stay(state)
                    : stranger(
                            state,
                            from,
                            who -> new WireEvent.Peer(
                                    WireEvent.Peer.State.AWAITED,
                                    "this key does not open what %s sends: is it the target's key?".formatted(who)));
        }
        KdnetDatagram said = opened.get();
        if (said.toTarget() || !KdnetPoke.isOne(said.body())) {
            return stay(state);
        }
        if (!isCalled(from.getAddress())) {
            return stranger(
                    state, from, who -> new WireEvent.Note(who + " pokes with this key, and target= names another"));
        }
        KdnetSession session = state.session();
        if (session != null && state.isLive() && !session.peer().equals(from)) {
            return stranger(
                    state,
                    from,
                    who -> new WireEvent.Note(who + " pokes with this key too; each target needs a port of its own"));
        }
        return poke(state, from, said, KdnetPoke.decode(said.body()));
    }

    private boolean isCalled(InetAddress from) {
        return called.isEmpty()
                || called.stream().anyMatch(to -> to.getAddress().equals(from));
    }

    private Step<KdnetHostState> poke(
            KdnetHostState state, InetSocketAddress from, KdnetDatagram said, KdnetPoke poke) {
        Poked before = state.poke();
        if (before != null && before.covers(poke, said.number())) {
            // The network's copy, or overtaken. The same answer again does no harm: a target takes it once.
            return state.offerFor(poke.clientKey())
                    .map(offer -> stay(state, new KdnetEffect.Emit(from, offer.datagram())))
                    .orElseGet(() -> stay(state));
        }
        KdnetHostState seen = state.withPoke(new Poked(poke.boot(), said.number()));
        KdnetEndpoint debugger = poke.talksTo();
        if (!debugger.isSomebody() || state.pending()) {
            return answer(seen.withTaker(null), from, said, poke);
        }
        KdnetSession session = seen.session();
        if (session == null || !session.peer().equals(from)) {
            return debugger.equals(seen.taker()) ? stay(seen) : answer(seen, from, said, poke);
        }
        return isUs(seen, poke) ? alive(seen.withUs(debugger)) : taken(seen, debugger);
    }

    /// A target names us by the address it was told, or by the one we have. One that we have called may see us behind
    /// an address that we do not know; then its first word on that is believed.
    private boolean isUs(KdnetHostState state, KdnetPoke poke) {
        KdnetEndpoint us = state.us();
        return us == null
                || poke.talksTo().equals(us)
                || called.isEmpty() && poke.talksTo().equals(poke.host());
    }

    private Step<KdnetHostState> answer(
            KdnetHostState state, InetSocketAddress from, KdnetDatagram said, KdnetPoke poke) {
        Bytes body = KdnetResponse.to(poke, random.get()).encode();
        Bytes response = control.seal(new KdnetDatagram(said.version(), Channel.CONTROL, said.number(), true, body));
        KdnetSession session = KdnetSession.begin(control.data(body), from, said.version());
        return new Step<>(
                state.offering(new Offer(poke.clientKey(), response, session)).withQuiet(0, state.missed()),
                List.of(new KdnetEffect.Emit(from, response)));
    }

    private static Step<KdnetHostState> taken(KdnetHostState state, KdnetEndpoint by) {
        WireEvent.Peer report = new WireEvent.Peer(
                WireEvent.Peer.State.GONE,
                "the debugger at " + by.text() + " has taken the target over; break in here to take it back");
        return new Step<>(
                state.withSession(null).withUs(null).withTaker(by).withQuiet(0, false),
                List.of(new KdnetEffect.Tell(report)));
    }

    /// The peer was heard.
    private static Step<KdnetHostState> alive(KdnetHostState state, KdnetEffect... effects) {
        List<KdnetEffect> all = new ArrayList<>();
        KdnetSession session = state.session();
        if (state.missed() && session != null) {
            all.add(new KdnetEffect.Back(session.peer()));
        }
        all.addAll(List.of(effects));
        return new Step<>(state.withQuiet(0, false), all);
    }

    private static Step<KdnetHostState> data(KdnetHostState state, Bytes datagram) {
        KdnetSession session = state.session();
        if (session != null) {
            Optional<KdnetDatagram> said = session.open(datagram, false);
            if (said.isPresent()) {
                return session.isNew(said.get())
                        ? alive(state.withSession(session.heard(said.get())), delivery(said.get()))
                        : stay(state);
            }
        }
        // Nothing else says that the target has taken one of our answers.
        for (Offer offer : state.offers()) {
            Optional<KdnetDatagram> said = offer.session().open(datagram, false);
            if (said.isPresent()) {
                return begin(state.taking(offer), offer.session(), said.get());
            }
        }
        return stay(state);
    }

    private static Step<KdnetHostState> begin(KdnetHostState state, KdnetSession session, KdnetDatagram said) {
        List<KdnetEffect> effects = new ArrayList<>();
        effects.add(new KdnetEffect.Begin(session.peer()));
        effects.addAll(List.of(delivery(said)));
        KdnetHostState next = state.withSession(session.heard(said))
                .withUs(null)
                .withTaker(null)
                .withQuiet(0, false);
        return new Step<>(next, effects);
    }

    private static KdnetEffect[] delivery(KdnetDatagram said) {
        return said.body().isEmpty() || KdnetCheck.isOne(said.body())
                ? new KdnetEffect[0]
                : new KdnetEffect[] {new KdnetEffect.Deliver(said.body())};
    }

    private static Step<KdnetHostState> send(KdnetHostState state, Bytes packet) {
        KdnetSession session = state.session();
        if (session == null) {
            // Lost, as on a line with nobody at its other end. To break in is to want the target.
            return stay(packet.equals(BREAK_IN) ? state.withTaker(null) : state);
        }
        KdnetSession counted = session.counted();
        return stay(state.withSession(counted), new KdnetEffect.Emit(counted.peer(), counted.seal(packet, true)));
    }

    private Step<KdnetHostState> due(KdnetHostState state) {
        List<KdnetEffect> effects = new ArrayList<>();
        KdnetHostState next = state.withQuiet(Math.min(state.quiet() + 1, MISSED), state.missed());
        KdnetSession session = state.session();
        if (session != null && !state.missed() && next.quiet() == MISSED) {
            next = next.withQuiet(MISSED, true);
            effects.add(new KdnetEffect.Tell(new WireEvent.Peer(
                    WireEvent.Peer.State.GONE,
                    "target %s has not been heard for %d s: off, or cut off? Waiting to reconnect..."
                            .formatted(
                                    KdnetText.host(session.peer()),
                                    PERIOD.multipliedBy(MISSED).toSeconds()))));
        }
        boolean answerIsOut = next.pending() && next.quiet() % PATIENCE != 0;
        if (!next.isLive() && next.taker() == null && !answerIsOut) {
            for (InetSocketAddress to : called) {
                next = next.withProvoked(next.provoked() + 1);
                effects.add(new KdnetEffect.Emit(
                        to,
                        control.seal(new KdnetDatagram(VERSION, Channel.CONTROL, next.provoked(), true, Bytes.EMPTY))));
            }
        }
        return new Step<>(next, effects);
    }

    private static Step<KdnetHostState> stranger(
            KdnetHostState state, InetSocketAddress from, Function<String, WireEvent> words) {
        return from.equals(state.stranger())
                ? stay(state)
                : stay(state.withStranger(from), new KdnetEffect.Tell(words.apply(KdnetText.of(from))));
    }

    private static Step<KdnetHostState> stay(KdnetHostState state, KdnetEffect... effects) {
        return new Step<>(state, List.of(effects));
    }
}
