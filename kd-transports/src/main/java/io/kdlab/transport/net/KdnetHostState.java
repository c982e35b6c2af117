package io.kdlab.transport.net;

import io.kdlab.value.Bytes;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the debugger's side of KDNET remembers.
///
/// @param session the one that carries packets, or null
/// @param offers the last responses that were given and that nothing was heard under yet, newest first
/// @param pending whether the newest response of all is among them
/// @param poke the newest poke of the target that is spoken to, or null
/// @param us what that target calls us in its pokes, as far as we know
/// @param taker the other debugger that took the target, as the target calls it, or null
/// @param quiet how many periods the peer has been silent
/// @param missed whether that was said
/// @param provoked how many empty control packets were sent
/// @param stranger the last one whose datagrams were told to be none of ours, so that it is told once
record KdnetHostState(
        @Nullable KdnetSession session,
        List<Offer> offers,
        boolean pending,
        @Nullable Poked poke,
        @Nullable KdnetEndpoint us,
        @Nullable KdnetEndpoint taker,
        int quiet,
        boolean missed,
        long provoked,
        @Nullable InetSocketAddress stranger) {
    /// How many responses are remembered: the network can deliver an older one after a newer.
    static final int MOST_OFFERS = 3;

    /// Takes the offers over as they are.
    public KdnetHostState {
        offers = List.copyOf(offers);
    }

    /// A poke that was answered: the answer, and the session that it makes possible.
    record Offer(Bytes clientKey, Bytes datagram, KdnetSession session) {}

    /// Which boot of the target said what number last.
    record Poked(Bytes boot, long number) {
        /// How much lower the number of a poke can be that the network held back: ten pokes, half a minute.
        private static final int LATE = 30;

        /// Whether a poke is no newer than this. Numbers start again with a boot, and whether the rest of the client
        /// key is another then is not known of every Windows: what is far behind is a new boot too.
        boolean covers(KdnetPoke other, long otherNumber) {
            return boot.equals(other.boot()) && otherNumber <= number && otherNumber > number - LATE;
        }
    }

    static final KdnetHostState INITIAL =
            new KdnetHostState(null, List.of(), false, null, null, null, 0, false, 0, null);

    KdnetHostState withSession(@Nullable KdnetSession value) {
        return new KdnetHostState(value, offers, pending, poke, us, taker, quiet, missed, provoked, stranger);
    }

    private KdnetHostState withOffers(List<Offer> values, boolean newestIsPending) {
        return new KdnetHostState(session, values, newestIsPending, poke, us, taker, quiet, missed, provoked, stranger);
    }

    /// After one more response was given.
    KdnetHostState offering(Offer newest) {
        List<Offer> all = new ArrayList<>(offers);
        all.addFirst(newest);
        return withOffers(all.subList(0, Math.min(all.size(), MOST_OFFERS)), true);
    }

    /// The target has taken this one.
    KdnetHostState taking(Offer taken) {
        List<Offer> others = new ArrayList<>(offers);
        others.remove(taken);
        return withOffers(others, pending && !taken.equals(offers.getFirst()));
    }

    Optional<Offer> offerFor(Bytes clientKey) {
        return offers.stream()
                .filter(offer -> offer.clientKey().equals(clientKey))
                .findFirst();
    }

    KdnetHostState withPoke(Poked value) {
        return new KdnetHostState(session, offers, pending, value, us, taker, quiet, missed, provoked, stranger);
    }

    KdnetHostState withUs(@Nullable KdnetEndpoint value) {
        return new KdnetHostState(session, offers, pending, poke, value, taker, quiet, missed, provoked, stranger);
    }

    KdnetHostState withTaker(@Nullable KdnetEndpoint value) {
        return new KdnetHostState(session, offers, pending, poke, us, value, quiet, missed, provoked, stranger);
    }

    KdnetHostState withQuiet(int periods, boolean told) {
        return new KdnetHostState(session, offers, pending, poke, us, taker, periods, told, provoked, stranger);
    }

    KdnetHostState withProvoked(long value) {
        return new KdnetHostState(session, offers, pending, poke, us, taker, quiet, missed, value, stranger);
    }

    KdnetHostState withStranger(InetSocketAddress value) {
        return new KdnetHostState(session, offers, pending, poke, us, taker, quiet, missed, provoked, value);
    }

    /// Whether a session carries packets and its peer was heard lately.
    boolean isLive() {
        return session != null && !missed;
    }
}
