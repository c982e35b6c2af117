package io.kdlab.lab.v1;

import io.kdlab.lab.store.IssuedToken;

/// A new token. It is shown this once: the box keeps only a hash of it.
public record TokenIssued(String id, String user, String token) {
    public static TokenIssued of(IssuedToken issued) {
        return new TokenIssued(issued.id(), issued.user(), issued.token());
    }

    @Override
    public String toString() {
        return "TokenIssued[id=%s, user=%s]".formatted(id, user);
    }
}
