package io.kdlab.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A certificate with its key, kept in a PKCS12 file that only its owner reads (0600).
///
/// Clients know it by its fingerprint (SHA-256 of the DER bytes, 64 lower-case hex digits), so that a closed lab
/// needs
/// no authority.
public final class TlsIdentity {
    private static final String ALIAS = "kdlab";
    private final Path file;
    private final String password;
    private final X509Certificate certificate;
    private final PrivateKey key;

    private TlsIdentity(Path file, String password, X509Certificate certificate, PrivateKey key) {
        this.file = file;
        this.password = password;
        this.certificate = certificate;
        this.key = key;
    }

    /// Opens the identity in a folder, or makes a self-signed one there (EC P-256, ten years) for the names given.
    public static TlsIdentity in(Path folder, List<String> names) throws EndpointException {
        Path file = folder.resolve("tls.p12");
        Path secret = folder.resolve("tls.secret");
        try {
            Files.createDirectories(folder);
            if (!Files.exists(file)) {
                create(file, secret, names);
            }
            String password = Files.readString(secret, StandardCharsets.UTF_8).strip();
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, password.toCharArray());
            }
            if (store.getCertificate(ALIAS) instanceof X509Certificate certificate
                    && store.getKey(ALIAS, password.toCharArray()) instanceof PrivateKey key) {
                return new TlsIdentity(file, password, certificate, key);
            }
            throw new EndpointException(
                    file + " holds no certificate named " + ALIAS + "; remove it and one is made anew");
        } catch (IOException | GeneralSecurityException e) {
            throw new EndpointException("the certificate in " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static void create(Path file, Path secret, List<String> names) throws IOException, EndpointException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.deleteIfExists(secret);
        Files.createFile(secret, owner);
        Files.writeString(secret, password);
        Path fresh = Files.createTempDirectory(file.toAbsolutePath().getParent(), "tls")
                .resolve("new.p12");
        List<String> san = new ArrayList<>();
        for (String name : names) {
            san.add((name.matches("[0-9.]+|.*:.*") ? "ip:" : "dns:") + name);
        }
        // The JDK has no public API that issues certificates; its own tool does. The password goes in a file, not in
        // the arguments.
        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "3650",
                        "-dname",
                        "CN=kdlab",
                        "-ext",
                        "san=" + String.join(",", san),
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        fresh.toString(),
                        "-storepass:file",
                        secret.toString())
                .redirectErrorStream(true)
                .start();
        try {
            tool.getOutputStream().close();
            String said = new String(tool.getInputStream().readNBytes(8192), StandardCharsets.UTF_8);
            if (!tool.waitFor(60, TimeUnit.SECONDS) || tool.exitValue() != 0) {
                throw new EndpointException("keytool of this JDK made no certificate: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EndpointException("interrupted while a certificate was made", e);
        } finally {
            tool.destroyForcibly();
        }
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        Files.move(fresh, file);
        Files.delete(fresh.toAbsolutePath().getParent());
    }

    /// The PKCS12 file.
    public Path file() {
        return file;
    }

    /// What opens the file. Never to be shown.
    public String password() {
        return password;
    }

    /// The certificate.
    public X509Certificate certificate() {
        return certificate;
    }

    /// Its private key.
    public PrivateKey key() {
        return key;
    }

    /// SHA-256 of the certificate, 64 lower-case hex digits.
    public String fingerprint() {
        return fingerprint(certificate);
    }

    /// The fingerprint of any certificate, in the same form.
    public static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256 and encodes its own certificates", e);
        }
    }

    @Override
    public String toString() {
        return "TlsIdentity[" + fingerprint() + "]";
    }
}
