package io.kdlab.transport.net;

import io.kdlab.value.Bytes;
import java.net.InetSocketAddress;

/// What can happen to either side of KDNET.
sealed interface KdnetEvent {
    /// What is sent comes from `self`: told when the socket is there, and again when its peer is known.
    record Bound(InetSocketAddress self) implements KdnetEvent {}

    /// A datagram came, whatever it is.
    record Received(InetSocketAddress from, Bytes datagram) implements KdnetEvent {}

    /// The link has a KD packet, or the break-in byte, for the other side.
    record Send(Bytes packet) implements KdnetEvent {}

    /// A machine's [KdnetMachine#period] has passed once more.
    record Due() implements KdnetEvent {}

    /// Target: the machine behind it begins anew and knows no debugger.
    record Reboot() implements KdnetEvent {}
}
