package io.kdlab.engine;

/// Who a front is, as other fronts read it.
///
/// @param transport how it came, as `tcp:port=5005` or `bench`
public record FrontIdentity(String user, String host, String transport) {
    /// Host, backslash, user: the form the field knows.
    public String who() {
        return host + "\\" + user;
    }
}
