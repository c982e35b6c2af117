package io.kdlab.transport.net;

import io.kdlab.value.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the target's side of KDNET remembers.
///
/// @param boot 24 random bytes that all client keys of this boot end with
/// @param self where it is
/// @param pokes how many client keys were made in this boot
/// @param number the number of the last poke
/// @param open client keys that a debugger may still answer, newest first
/// @param session the one that carries packets, or null
/// @param provoked how many pokes a debugger called forth in this period
record KdnetTargetState(
        Bytes boot,
        KdnetEndpoint self,
        long pokes,
        long number,
        List<Bytes> open,
        @Nullable KdnetSession session,
        int provoked) {
    /// Takes the keys over as they are.
    public KdnetTargetState {
        open = List.copyOf(open);
    }

    static KdnetTargetState booted(Bytes boot, KdnetEndpoint self) {
        return new KdnetTargetState(boot, self, 0, 0, List.of(), null, 0);
    }

    KdnetTargetState withSelf(KdnetEndpoint value) {
        return new KdnetTargetState(boot, value, pokes, number, open, session, provoked);
    }

    KdnetTargetState withPoke(long nextNumber, List<Bytes> nextOpen) {
        return new KdnetTargetState(boot, self, pokes + 1, nextNumber, nextOpen, session, provoked);
    }

    KdnetTargetState withSession(KdnetSession value, List<Bytes> nextOpen) {
        return new KdnetTargetState(boot, self, pokes, number, nextOpen, value, provoked);
    }

    KdnetTargetState withProvoked(int value) {
        return new KdnetTargetState(boot, self, pokes, number, open, session, value);
    }
}
