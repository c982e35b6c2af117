package io.kdlab.transport.net;

import io.kdlab.value.Bytes;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// What the debugger's side of KDNET remembers.
///
/// @param session the one that carries packets, or null
/// @param offer a response that was given and that nothing was heard under yet, or null
/// @param poke the newest poke of the target that is spoken to, or null
/// @param us what that target calls us in its pokes, once it has said so
/// @param taker the other debugger that took the target, as the target calls it, or null
/// @param quiet how many periods the peer has been silent
/// @param missed whether that was said
/// @param provoked how many empty control packets were sent
/// @param stranger the last one whose datagrams were told to be none of ours, so that it is told once
record KdnetHostState(
        @Nullable KdnetSession session,
        @Nullable Offer offer,
        @Nullable Poked poke,
        @Nullable KdnetEndpoint us,
        @Nullable KdnetEndpoint taker,
        int quiet,
        boolean missed,
        long provoked,
        @Nullable InetSocketAddress stranger) {
    /// A poke that was answered: the answer, and the session that it makes possible.
    record Offer(Bytes clientKey, Bytes datagram, KdnetSession session) {}

    /// Which boot of the target said what number last.
    record Poked(Bytes boot, long number) {
        /// Whether a poke is no newer than this. Numbers start again with a boot.
        boolean covers(KdnetPoke other, long otherNumber) {
            return boot.equals(other.boot()) && otherNumber <= number;
        }
    }

    static final KdnetHostState INITIAL = new KdnetHostState(null, null, null, null, null, 0, false, 0, null);

    KdnetHostState withSession(@Nullable KdnetSession value) {
        return new KdnetHostState(value, offer, poke, us, taker, quiet, missed, provoked, stranger);
    }

    KdnetHostState withOffer(@Nullable Offer value) {
        return new KdnetHostState(session, value, poke, us, taker, quiet, missed, provoked, stranger);
    }

    KdnetHostState withPoke(Poked value) {
        return new KdnetHostState(session, offer, value, us, taker, quiet, missed, provoked, stranger);
    }

    KdnetHostState withUs(@Nullable KdnetEndpoint value) {
        return new KdnetHostState(session, offer, poke, value, taker, quiet, missed, provoked, stranger);
    }

    KdnetHostState withTaker(@Nullable KdnetEndpoint value) {
        return new KdnetHostState(session, offer, poke, us, value, quiet, missed, provoked, stranger);
    }

    KdnetHostState withQuiet(int periods, boolean told) {
        return new KdnetHostState(session, offer, poke, us, taker, periods, told, provoked, stranger);
    }

    KdnetHostState withProvoked(long value) {
        return new KdnetHostState(session, offer, poke, us, taker, quiet, missed, value, stranger);
    }

    KdnetHostState withStranger(InetSocketAddress value) {
        return new KdnetHostState(session, offer, poke, us, taker, quiet, missed, provoked, value);
    }

    /// Whether a session carries packets and its peer was heard lately.
    boolean isLive() {
        return session != null && !missed;
    }
}
