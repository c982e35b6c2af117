package io.kdlab.transport.net;

import io.kdlab.transport.WireEvent;
import io.kdlab.value.Bytes;
import java.net.InetSocketAddress;

/// What a side of KDNET wants done, in order.
sealed interface KdnetEffect {
    /// Send a datagram.
    record Emit(InetSocketAddress to, Bytes datagram) implements KdnetEffect {}

    /// Hand a KD packet, or the break-in byte, to the link.
    record Deliver(Bytes packet) implements KdnetEffect {}

    /// A session with this peer begins; nothing of an earlier one holds.
    record Begin(InetSocketAddress peer) implements KdnetEffect {}

    /// The peer, which was missed, is there again; its session goes on.
    record Back(InetSocketAddress peer) implements KdnetEffect {}

    /// Tell the layers above about the peer.
    record Tell(WireEvent news) implements KdnetEffect {}
}
