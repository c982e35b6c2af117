package io.kdlab.transport.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.Optional;

/// Which of this machine's addresses leads to another. Sends nothing: connecting a UDP socket only picks a route.
final class LocalRoute {
    private LocalRoute() {}

    static Optional<InetAddress> to(InetSocketAddress peer) {
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.connect(peer);
            return Optional.of(((InetSocketAddress) probe.getLocalAddress()).getAddress());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
