package io.kdlab.lab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.lab.LabException;
import io.kdlab.lab.resource.LabServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS to a box that nobody signed for and that has no name, over Dropwizard's own connector.
@Feature(value = "2.7", on = On.PROCESS)
final class PinnedCertificateTest {
    private static final String PASSWORD = "for-this-test";

    @TempDir
    private static Path directory;

    private static LabServer lab;
    private static Fingerprint real;

    @BeforeAll
    static void startLab() throws Exception {
        var store = selfSigned("box.p12");
        real = fingerprint(store);
        lab = new LabServer(
                directory,
                "type: https, keyStorePath: %s, keyStorePassword: %s, keyStoreType: PKCS12, disableSniHostCheck: true"
                        .formatted(store, PASSWORD));
    }

    @AfterAll
    static void stopLab() {
        lab.close();
    }

    @Test
    void thePinnedCertificateIsTrustedByIpAddressAndByName() {
        for (var host : new String[] {"127.0.0.1", "localhost"}) {
            var address = LabAddress.parse("https://%s:%d".formatted(host, lab.port()), real);
            try (var client = LabClient.of(address, lab.admin.token())) {
                assertThat(client.me().name()).isEqualTo("admin");
            }
        }
    }

    @Test
    void anotherCertificateIsRefusedBeforeTheTokenLeaves()
            throws GeneralSecurityException, IOException, InterruptedException {
        var other = fingerprint(selfSigned("other.p12"));
        var address = LabAddress.parse("https://127.0.0.1:%d".formatted(lab.port()), other);
        try (var client = LabClient.of(address, lab.admin.token())) {
            assertThatThrownBy(client::me)
                    .isInstanceOf(LabClientException.Unreachable.class)
                    .hasMessageContaining("shows certificate " + real)
                    .hasMessageContaining("you pinned " + other)
                    .hasMessageContaining("kdlab login https://127.0.0.1:" + lab.port());
        }
    }

    @Test
    void withoutAPinNothingIsTrusted() {
        try (var client =
                LabClient.of(LabAddress.parse("https://127.0.0.1:%d".formatted(lab.port()), null), lab.admin.token())) {
            assertThatThrownBy(client::me).hasMessageContaining("none is pinned yet");
        }
    }

    @Test
    void aLoginSeesTheCertificateBeforeItIsTrusted() {
        assertThat(LabClient.shownBy(LabAddress.parse("https://127.0.0.1:%d".formatted(lab.port()), null)))
                .isEqualTo(real);
    }

    @Test
    void plainHttpGoesToThisMachineOnly() {
        assertThatThrownBy(() -> LabAddress.parse("http://box.example:8080", null))
                .isInstanceOf(LabException.BadValue.class)
                .hasMessageContaining("use https");
        assertThatThrownBy(() -> LabAddress.parse("http://127.evil.example:8080", null))
                .hasMessageContaining("use https");
        assertThat(LabAddress.parse("http://127.0.0.2:8080/api/v1", null).toString())
                .isEqualTo("http://127.0.0.2:8080");
        assertThat(LabAddress.parse("http://[::1]:8080", null).url().getPort()).isEqualTo(8080);
    }

    @ParameterizedTest
    @ValueSource(strings = {"box", "ftp://box", "https://", "https://bo x", "://", ""})
    void whatIsNoAddressIsSaidInOneLine(String text) {
        assertThatThrownBy(() -> LabAddress.parse(text, null))
                .isInstanceOf(LabException.BadValue.class)
                .hasMessageContaining("no address of a lab");
    }

    @Test
    void aFingerprintIsReadAsPeopleWriteIt() {
        assertThat(Fingerprint.parse(real.toString())).isEqualTo(real);
        assertThat(Fingerprint.parse("sha256:" + real.hex())).isEqualTo(real);
        assertThatThrownBy(() -> Fingerprint.parse("12:34")).hasMessageContaining("64 hexadecimal digits");
    }

    @Test
    void aServerThatIsNoLabIsSaidInOneLine() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerOnce(server, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
            var address = LabAddress.parse("http://127.0.0.1:" + server.getLocalPort(), null);
            try (var client = LabClient.of(address, "kdlab_x")) {
                assertThatThrownBy(client::me)
                        .isInstanceOf(LabClientException.Unreachable.class)
                        .hasMessageContaining("something else than the lab API");
            }
        }
    }

    private static void answerOnce(ServerSocket server, String answer) {
        try (var socket = server.accept()) {
            readHead(socket.getInputStream());
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void readHead(InputStream in) throws IOException {
        int newlines = 0;
        while (newlines < 2) {
            int c = in.read();
            newlines = c == '\n' ? newlines + 1 : c == '\r' ? newlines : 0;
        }
    }

    private static Path selfSigned(String name) throws IOException, InterruptedException {
        var file = directory.resolve(name);
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var making = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=kdlab",
                        "-alias",
                        "box",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start();
        assertThat(making.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(making.exitValue()).as("keytool, see its log").isZero();
        return file;
    }

    private static Fingerprint fingerprint(Path keyStore) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(keyStore)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return Fingerprint.of((X509Certificate) store.getCertificate("box"));
    }
}
