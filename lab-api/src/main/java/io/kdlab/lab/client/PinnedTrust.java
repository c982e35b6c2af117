package io.kdlab.lab.client;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Trusts the one certificate with the pinned fingerprint, whoever signed it and whatever name it bears.
///
/// A box has a self-signed certificate and often no name, so neither a chain nor a host name says anything about it.
/// The
/// class is the *extended* kind of trust manager because Java adds a host name check of its own to any other.
final class PinnedTrust extends X509ExtendedTrustManager {
    private final @Nullable Fingerprint pin;
    private final AtomicReference<@Nullable Fingerprint> seen = new AtomicReference<>();

    /// Without a pin nothing is trusted: the handshake fails, and shows what was presented.
    PinnedTrust(@Nullable Fingerprint pin) {
        this.pin = pin;
    }

    SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            return context;
        } catch (NoSuchAlgorithmException | KeyManagementException e) {
            throw new AssertionError("every Java has TLS", e);
        }
    }

    /// The fingerprint that the other end showed last.
    @Nullable
    Fingerprint seen() {
        return seen.get();
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        var shown = Fingerprint.of(chain[0]);
        seen.set(shown);
        if (!shown.equals(pin)) {
            throw new CertificateException("certificate " + shown + " is not the pinned one");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    /// Whether a failure is one of TLS, rather than of the network.
    static boolean isDistrust(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof GeneralSecurityException) {
                return true;
            }
        }
        return false;
    }
}
