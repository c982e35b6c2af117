package io.kdlab.transport.net;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/// An address and a port as pokes carry them: IPv6 (IPv4 as `::ffff:a.b.c.d`), then the port with its high byte
/// first (kdnet.md §4).
@Struct(name = "KDNET_ENDPOINT", size = 18)
public record KdnetEndpoint(
        @At(value = 0x00, length = 16) Bytes address,
        @At(0x10) byte portHigh,
        @At(0x11) byte portLow) {
    private static final Bytes MAPPED = Bytes.ofHex("00000000000000000000ffff");

    /// What a target without a debugger says: `::ffff:0.0.0.0`, port 0.
    public static final KdnetEndpoint NOBODY = new KdnetEndpoint(MAPPED.concat(Bytes.zeros(4)), (byte) 0, (byte) 0);

    static KdnetEndpoint of(InetSocketAddress socket) {
        Bytes raw = Bytes.of(socket.getAddress().getAddress());
        Bytes address = raw.length() == 4 ? MAPPED.concat(raw) : raw;
        return new KdnetEndpoint(address, (byte) (socket.getPort() >>> 8), (byte) socket.getPort());
    }

    int port() {
        return (portHigh & 0xff) << 8 | portLow & 0xff;
    }

    /// Whether it names anybody: only the port tells (kd-protocol.md §8.3).
    boolean isSomebody() {
        return port() != 0;
    }

    /// As people write it.
    String text() {
        try {
            // A mapped address becomes one of IPv4.
            InetAddress named = InetAddress.getByAddress(address.toByteArray());
            return KdnetText.of(new InetSocketAddress(named, port()));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }
}
