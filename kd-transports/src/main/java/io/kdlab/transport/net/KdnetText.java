package io.kdlab.transport.net;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/// Addresses as people write them: `192.168.2.7:50000`, `[fe80::1]:50000`. Nothing is looked up.
final class KdnetText {
    private KdnetText() {}

    static String of(InetSocketAddress socket) {
        String host = host(socket);
        return (socket.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + socket.getPort();
    }

    static String host(InetSocketAddress socket) {
        return socket.isUnresolved()
                ? socket.getHostString()
                : socket.getAddress().getHostAddress();
    }
}
