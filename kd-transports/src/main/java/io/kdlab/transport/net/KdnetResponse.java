package io.kdlab.transport.net;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.layout.StructCodec;
import io.kdlab.value.Bytes;

/// A debugger's answer to a poke: with it both sides know the session's key, and nothing else is exchanged
/// (kdnet.md §4). The datagram repeats the poke's number.
///
/// @param kind `01 02`
/// @param clientKey the poke's
/// @param hostKey 32 random bytes, the host's half of the session key
@Struct(name = "KDNET_RESPONSE", size = 322)
public record KdnetResponse(
        @At(0x00) short kind,
        @At(value = 0x02, length = 32) Bytes clientKey,
        @At(value = 0x22, length = 32) Bytes hostKey) {
    /// `01 02`, read little-endian.
    static final short KIND = 0x0201;
    /// Bytes of either half.
    static final int KEY = 32;

    private static final StructCodec<KdnetResponse> CODEC = StructCodec.of(KdnetResponse.class);

    static KdnetResponse to(KdnetPoke poke, Bytes hostKey) {
        return new KdnetResponse(KIND, poke.clientKey(), hostKey);
    }

    static boolean isOne(Bytes body) {
        return body.length() == CODEC.size() && body.u16(0) == KIND;
    }

    static KdnetResponse decode(Bytes body) {
        return CODEC.decode(body, 0);
    }

    Bytes encode() {
        byte[] body = new byte[CODEC.size()];
        CODEC.encode(this, body, 0);
        return Bytes.of(body);
    }

    /// Shows no key material: it is half of a secret.
    @Override
    public String toString() {
        return "KdnetResponse[****]";
    }
}
