package io.kdlab.endpoint;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/// Trusts exactly one certificate, known by its fingerprint; names and dates do not matter then.
final class PinnedTrust implements X509TrustManager {
    private final String pin;

    PinnedTrust(String pin) {
        this.pin = pin;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        throw new CertificateException("kdlab knows its clients by token, not by certificate");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        String seen = TlsIdentity.fingerprint(chain[0]);
        if (!MessageDigest.isEqual(seen.getBytes(StandardCharsets.US_ASCII), pin.getBytes(StandardCharsets.US_ASCII))) {
            throw new CertificateException("the server shows another certificate (" + seen
                    + ") than the one pinned at login (" + pin + "); if that is right, log in again");
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
