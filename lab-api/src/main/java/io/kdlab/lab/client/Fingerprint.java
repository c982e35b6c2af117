package io.kdlab.lab.client;

import io.kdlab.lab.LabException;
import io.kdlab.lab.Text;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;

/// The SHA-256 of a certificate, by which a client knows its box again.
///
/// @param hex 64 lower-case digits
public record Fingerprint(String hex) {
    public Fingerprint {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new LabException.BadValue(
                    "\"%s\" is no certificate fingerprint: 64 hexadecimal digits, : between them or not"
                            .formatted(Text.oneLine(hex, 120)));
        }
    }

    /// Reads it with or without colons, in either case, with or without `sha256:` in front.
    public static Fingerprint parse(String text) {
        return new Fingerprint(text.strip()
                .toLowerCase(Locale.ROOT)
                .replaceFirst("^sha256:", "")
                .replace(":", ""));
    }

    public static Fingerprint of(X509Certificate certificate) throws CertificateEncodingException {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return new Fingerprint(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":")
                .withUpperCase()
                .formatHex(HexFormat.of().parseHex(hex));
    }
}
