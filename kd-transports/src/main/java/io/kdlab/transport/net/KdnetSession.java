package io.kdlab.transport.net;

import io.kdlab.value.Bytes;
import java.net.InetSocketAddress;
import java.util.Optional;

/// The data channel under one key, as one side of it sees it.
///
/// @param seal of that key
/// @param peer who is at the other end
/// @param version the target's
/// @param sent the number of the last datagram we sent; the first is 1
/// @param heard the number of the newest one of the peer's
record KdnetSession(KdnetSeal seal, InetSocketAddress peer, int version, long sent, long heard) {
    static KdnetSession begin(KdnetSeal seal, InetSocketAddress peer, int version) {
        return new KdnetSession(seal, peer, version, 0, 0);
    }

    /// After one more datagram was sent.
    KdnetSession counted() {
        return new KdnetSession(seal, peer, version, sent + 1, heard);
    }

    /// The datagram that [#counted] counts.
    Bytes seal(Bytes body, boolean toTarget) {
        return seal.seal(new KdnetDatagram(version, KdnetDatagram.Channel.DATA, sent, toTarget, body));
    }

    /// What a datagram says that the peer sealed, new or not; empty for all others, our own reflected ones too.
    Optional<KdnetDatagram> open(Bytes datagram, boolean toTarget) {
        return seal.open(datagram).filter(said -> said.toTarget() == toTarget);
    }

    /// Whether it comes after all that was heard. Copies do not, nor do those that were overtaken: for KD they
    /// are lost, and it sends them again (kdnet.md §6).
    boolean isNew(KdnetDatagram said) {
        return said.number() > heard;
    }

    KdnetSession heard(KdnetDatagram said) {
        return new KdnetSession(seal, peer, version, sent, said.number());
    }
}
