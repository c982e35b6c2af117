package io.kdlab.transport.net;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.layout.StructCodec;
import io.kdlab.value.Bytes;

/// What a target says every three seconds for as long as it lives, with a debugger or without (kdnet.md §4).
///
/// @param kind `01 01`
/// @param clientKey the target's half of the session key: a count that goes up with every poke, then bytes that stay
///     for the boot
/// @param target where it is
/// @param host where it was told that its debugger is
/// @param talksTo the debugger it talks to; [KdnetEndpoint#NOBODY] before it has one
@Struct(name = "KDNET_POKE", size = 344)
public record KdnetPoke(
        @At(0x00) short kind,
        @At(value = 0x02, length = 32) Bytes clientKey,
        @At(0x22) KdnetEndpoint target,
        @At(0x34) KdnetEndpoint host,
        @At(0x46) KdnetEndpoint talksTo) {
    /// `01 01`, read little-endian.
    static final short KIND = 0x0101;
    /// How much of it a host needs: kind and key.
    private static final int LEAST = 34;

    private static final StructCodec<KdnetPoke> CODEC = StructCodec.of(KdnetPoke.class);

    static KdnetPoke of(Bytes clientKey, KdnetEndpoint target, KdnetEndpoint host, KdnetEndpoint talksTo) {
        return new KdnetPoke(KIND, clientKey, target, host, talksTo);
    }

    static boolean isOne(Bytes body) {
        return body.length() >= LEAST && body.u16(0) == KIND;
    }

    /// Reads a body that [#isOne]; what a short one lacks is zero.
    static KdnetPoke decode(Bytes body) {
        Bytes whole = body.length() < CODEC.size() ? body.concat(Bytes.zeros(CODEC.size() - body.length())) : body;
        return CODEC.decode(whole, 0);
    }

    Bytes encode() {
        byte[] body = new byte[CODEC.size()];
        CODEC.encode(this, body, 0);
        return Bytes.of(body);
    }

    /// The part of the key that stays for one boot, as far as is known: all but the count at its start.
    Bytes boot() {
        return clientKey.slice(8);
    }
}
