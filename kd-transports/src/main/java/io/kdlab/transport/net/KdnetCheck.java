package io.kdlab.transport.net;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.layout.StructCodec;
import io.kdlab.value.Bytes;
import java.net.Inet4Address;
import java.net.InetAddress;

/// The first thing a target says under a new key, so that its host learns that the key came through: eight zero bytes
/// where a KD packet has its leader, and the host's address (kdnet.md §4). What a target says whose host speaks
/// IPv6 is not known; ours says zero.
@Struct(name = "KDNET_CONNECTION_CHECK", size = 12)
public record KdnetCheck(@At(0x08) int host) {
    private static final StructCodec<KdnetCheck> CODEC = StructCodec.of(KdnetCheck.class);

    /// The bytes of an address in the order of a little-endian number: 192.168.2.1 is `01 02 a8 c0`.
    static KdnetCheck of(InetAddress host) {
        int number = 0;
        if (host instanceof Inet4Address) {
            for (byte part : host.getAddress()) {
                number = number << 8 | part & 0xff;
            }
        }
        return new KdnetCheck(number);
    }

    /// No KD packet is that short, and none begins with zero.
    static boolean isOne(Bytes body) {
        return body.length() == CODEC.size() && body.u64(0) == 0;
    }

    Bytes encode() {
        byte[] body = new byte[CODEC.size()];
        CODEC.encode(this, body, 0);
        return Bytes.of(body);
    }
}
