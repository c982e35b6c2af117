package io.kdlab.lab.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/// Looks at a box's certificate without trusting it.
final class LabCertificate {
    private static final int LIMIT_MILLIS = 10_000;

    private LabCertificate() {}

    static Fingerprint shownBy(LabAddress address) {
        var url = address.url();
        int port = url.getPort() < 0 ? 443 : url.getPort();
        var trust = new PinnedTrust(null);
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress(bare(url.getHost()), port), LIMIT_MILLIS);
            plain.setSoTimeout(LIMIT_MILLIS);
            try (var tls =
                    (SSLSocket) trust.context().getSocketFactory().createSocket(plain, url.getHost(), port, false)) {
                tls.startHandshake();
            }
        } catch (IOException e) {
            var shown = trust.seen();
            if (shown != null) {
                return shown;
            }
            throw new LabClientException.Unreachable(
                    "%s shows no certificate: %s; is kdlab serve running there?".formatted(address, e.getMessage()), e);
        }
        throw new AssertionError("a handshake without a pin cannot succeed");
    }

    /// Java's URI keeps the brackets of an IPv6 address.
    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
