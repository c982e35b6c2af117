package io.kdlab.lab.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is sent, what comes back is a problem of one line that helps, and never the inside of the box.
@Feature(value = "2.7", on = On.PROCESS)
final class ProblemTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LEASE = "/api/v1/targets/arm-07/lease";

    @TempDir
    private static Path directory;

    private static LabServer lab;

    @BeforeAll
    static void startLab() throws Exception {
        lab = new LabServer(directory);
    }

    @AfterAll
    static void stopLab() {
        lab.close();
    }

    @Test
    void aBodyThatIsNoJsonIsToldWithItsPlace() throws IOException, InterruptedException {
        assertThat(line(400, "POST", LEASE, "{\"for\":\n  30m}")).contains("line 2 column", "not the JSON");
        assertThat(line(400, "POST", LEASE, "[]")).contains("not the JSON");
        assertThat(line(400, "POST", LEASE, "{\"for\":{\"x\":1},\"why\":\"w\"}"))
                .contains("\"for\"");
        assertThat(line(400, "POST", LEASE, "[".repeat(5000))).contains("not the JSON");
    }

    @Test
    void aBodyWithoutEndIsNotReadToIt() throws IOException, InterruptedException {
        assertThat(line(400, "POST", LEASE, " ".repeat(100_000) + "{}"))
                .isEqualTo("the body is longer than 65536 bytes");
        assertThat(line(400, "POST", LEASE, "{\"x\":\"" + "y".repeat(100_000))).contains("longer than 65536");
    }

    @Test
    void aMissingFieldOrBodyIsToldWithAnExample() throws IOException, InterruptedException {
        assertThat(line(400, "POST", LEASE, "{\"why\":\"w\"}"))
                .isEqualTo("\"for\" is missing: send JSON such as {\"for\":\"30m\",\"why\":\"the reason\"}");
        assertThat(line(400, "POST", LEASE, "{\"for\":\"30m\",\"why\":\" \"}")).contains("\"why\" is missing");
        assertThat(line(400, "POST", LEASE, "")).contains("no body", "\"for\"");
        assertThat(line(400, "POST", LEASE, "null")).contains("no body");
        assertThat(line(400, "POST", LEASE + "/extend", "{}")).contains("\"for\" is missing");
        assertThat(line(400, "POST", LEASE + "/kick", "{}")).contains("\"why\" is missing");
        assertThat(line(400, "POST", "/api/v1/users", "{}")).contains("\"name\" is missing");
    }

    @Test
    void aValueThatIsNotUnderstoodIsToldWithWhatIs() throws IOException, InterruptedException {
        assertThat(line(400, "POST", LEASE, "{\"for\":\"soon\",\"why\":\"w\"}")).contains("\"soon\"", "30m, 2h");
        assertThat(line(400, "POST", LEASE, "{\"for\":\"9999d\",\"why\":\"w\"}"))
                .contains("not 9999d");
        assertThat(line(400, "DELETE", LEASE + "?leaveStopped=perhaps", null)).contains("true or false");
        assertThat(line(400, "GET", "/api/v1/leases/history?limit=0", null)).contains("from 1 to 1000");
        assertThat(line(400, "GET", "/api/v1/leases/history?limit=99999999999", null))
                .contains("from 1 to 1000");
        assertThat(line(400, "POST", "/api/v1/users", "{\"name\":\"a b\"}")).contains("\"a b\" is not allowed");
    }

    @Test
    void whatHttpRefusesSpeaksTheSameLanguage() throws IOException, InterruptedException {
        assertThat(line(404, "GET", "/api/v1/nothing", null)).contains("/api/v1/targets");
        assertThat(line(405, "PUT", "/api/v1/targets", "{}")).contains("GET");
        assertThat(line(404, "GET", "/api/v1/targets/arm-08", null)).contains("known: arm-07");
        assertThat(line(404, "GET", LEASE, null)).contains("held by nobody");
    }

    @Test
    void aWrongContentTypeIsTold() throws IOException, InterruptedException {
        var request = request("POST", LEASE, "for=30m").setHeader("Content-Type", "application/x-www-form-urlencoded");
        assertThat(detail(415, send(request))).contains("application/json");
    }

    @Test
    void controlCharactersNeverComeBack() throws IOException, InterruptedException {
        var line = line(404, "GET", "/api/v1/targets/%C2%9B31mred%E2%80%AE", null);
        assertThat(line).contains("\"?31mred?\"").doesNotContain("\u009b", "\u202e");
        assertThat(line(400, "POST", LEASE, "{\"for\":\"\\u001b[2J\",\"why\":\"w\"}"))
                .doesNotContain("\u001b");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureOfTheBoxShowsItsNumberAndNothingOfItsInside(RuntimeException failure)
            throws IOException, InterruptedException {
        lab.breakStatus(failure);
        try {
            var line = line(500, "GET", "/api/v1/targets", null);
            assertThat(line).containsPattern("incident [0-9a-f]{8}").doesNotContain("secret inside");
        } finally {
            lab.breakStatus(null);
        }
    }

    private static Stream<RuntimeException> failures() {
        return Stream.of(
                new IllegalStateException("secret inside"),
                new NullPointerException("secret inside"),
                new UncheckedIOException(new IOException("secret inside")));
    }

    private static String line(int status, String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        return detail(status, send(request(method, path, body)));
    }

    private static String detail(int status, HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asText()).isNotBlank();
        var line = problem.get("detail").asText();
        assertThat(line).isNotBlank().doesNotContain("\n", "Exception", "io.kdlab");
        return line;
    }

    private static HttpRequest.Builder request(String method, String path, @Nullable String body) {
        var content = body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return HttpRequest.newBuilder(URI.create(lab.address() + path))
                .header("Authorization", "Bearer " + lab.admin.token())
                .header("Content-Type", "application/json")
                .method(method, content);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
