package io.kdlab.lab.store;

/// A token as its owner sees it, this once.
///
/// @param id names the token where it is listed or revoked
public record IssuedToken(String id, String user, String token) {
    @Override
    public String toString() {
        return "IssuedToken[id=%s, user=%s]".formatted(id, user);
    }
}
