package io.kdlab.rpc;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The arithmetic of `Session.Open`: how a client shows that it knows a secret without sending it.
///
/// The key of a secret is SHA-256 of its UTF-8 bytes (32 bytes); its id, the first 16 hexadecimal digits of SHA-256
/// of the key,
/// says which key is meant and tells nothing about it. The proof is HMAC-SHA256 over both nonces and the target.
public final class OpenProof {
    /// Bytes of a nonce.
    public static final int NONCE_LENGTH = 32;

    private static final byte[] PURPOSE = "kdlab.v1.Session.Open".getBytes(StandardCharsets.US_ASCII);

    private OpenProof() {}

    /// The key of a secret. What a server keeps instead of the secret.
    public static byte[] key(String secret) {
        return sha256(secret.getBytes(StandardCharsets.UTF_8));
    }

    /// The id of a key.
    public static String keyId(byte[] key) {
        return HexFormat.of().formatHex(sha256(key)).substring(0, 16);
    }

    /// The proof for one opening.
    public static ByteString proof(byte[] key, ByteString serverNonce, ByteString clientNonce, String target) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(PURPOSE);
            mac.update(serverNonce.toByteArray());
            mac.update(clientNonce.toByteArray());
            mac.update(target.getBytes(StandardCharsets.UTF_8));
            return ByteString.copyFrom(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /// Compares in constant time.
    static boolean matches(ByteString expected, ByteString given) {
        return MessageDigest.isEqual(expected.toByteArray(), given.toByteArray());
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
