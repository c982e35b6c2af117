package io.kdlab.remote;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.KeySpec;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// Both sides show that they know a password of any length, and neither sends it.
///
/// The key is PBKDF2-HMAC-SHA256 of the password with the session's salt; a proof is HMAC-SHA256 with that key of
/// who proves and of both nonces. Who listens in can still try passwords one by one, each at the cost of
/// [#ROUNDS] rounds, so a password wants length, or the stream TLS.
final class PasswordProof {
    /// As OWASP's password storage page recommended for this function in 2023.
    static final int ROUNDS = 600_000;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    private PasswordProof(SecretKeySpec key) {
        this.key = key;
    }

    /// Derives the key, which takes about half a second by design.
    static PasswordProof of(String password, String salt) {
        try {
            KeySpec spec = new PBEKeySpec(password.toCharArray(), HexFormat.of().parseHex(salt), ROUNDS, 256);
            byte[] bytes = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            return new PasswordProof(new SecretKeySpec(bytes, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2 and HMAC-SHA256", e);
        }
    }

    /// 16 random bytes in hexadecimal.
    static String nonce() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// The client's proof.
    String client(String serverNonce, String clientNonce) {
        return proof("client", serverNonce, clientNonce);
    }

    /// The server's proof.
    String server(String serverNonce, String clientNonce) {
        return proof("server", serverNonce, clientNonce);
    }

    private String proof(String side, String serverNonce, String clientNonce) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] text = String.join(" ", "kdlab remote", side, serverNonce, clientNonce)
                    .getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(mac.doFinal(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }

    /// Compares in a time that tells nothing.
    static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return "PasswordProof";
    }
}
