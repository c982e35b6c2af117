package io.kdlab.lab.v1;

import io.kdlab.lab.store.TokenInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A token in a list, without the token.
public record TokenEntry(
        String id, String label, Instant created, @Nullable Instant revoked) {
    public static TokenEntry of(TokenInfo info) {
        return new TokenEntry(info.id(), info.label(), info.created(), info.revoked());
    }
}
