package io.kdlab.endpoint;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What the owner of an endpoint decides and the connection string does not say.
///
/// @param identity the certificate a TLS server shows
/// @param pin      the SHA-256 fingerprint a TLS client accepts, nothing else
/// @param pipes    the folder of bare pipe names
/// @param beyondLoopback whether peers from other machines are accepted on a stream without TLS
/// @param dialLimit      how long a dial may take
public record EndpointOptions(
        Optional<TlsIdentity> identity, Optional<String> pin, Path pipes, boolean beyondLoopback, Duration dialLimit) {
    /// Nothing but this machine, no TLS.
    public static EndpointOptions local() {
        return new EndpointOptions(Optional.empty(), Optional.empty(), runtimeFolder(), false, Duration.ofSeconds(10));
    }

    /// The same with a certificate to show.
    public EndpointOptions showing(TlsIdentity shown) {
        return new EndpointOptions(Optional.of(shown), pin, pipes, beyondLoopback, dialLimit);
    }

    /// The same, accepting exactly one certificate.
    public EndpointOptions accepting(String fingerprint) {
        return new EndpointOptions(identity, Optional.of(fingerprint), pipes, beyondLoopback, dialLimit);
    }

    /// The same with another folder for bare pipe names.
    public EndpointOptions pipesIn(Path folder) {
        return new EndpointOptions(identity, pin, folder, beyondLoopback, dialLimit);
    }

    /// The same, taking peers from other machines without TLS or not.
    public EndpointOptions withBeyondLoopback(boolean taken) {
        return new EndpointOptions(identity, pin, pipes, taken, dialLimit);
    }

    /// `$KDLAB_RUN/pipes`, else `$XDG_RUNTIME_DIR/kdlab/pipes`, else `/run/kdlab/pipes`.
    private static Path runtimeFolder() {
        String run = System.getenv("KDLAB_RUN");
        if (run != null && !run.isEmpty()) {
            return Path.of(run, "pipes");
        }
        String user = System.getenv("XDG_RUNTIME_DIR");
        return user == null || user.isEmpty() ? Path.of("/run/kdlab/pipes") : Path.of(user, "kdlab", "pipes");
    }
}
