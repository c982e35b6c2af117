package io.kdlab.lab.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.lab.AfterLease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The event stream over a real connection.
@Feature(value = "2.7", on = On.PROCESS)
final class EventStreamTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path directory;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private LabServer lab;

    @BeforeEach
    void startLab() throws Exception {
        lab = new LabServer(directory);
    }

    @AfterEach
    void stopLab() {
        http.shutdownNow();
        lab.close();
    }

    private Thread listen() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(lab.address() + "/api/v1/events"))
                .header("Authorization", "Bearer " + lab.admin.token())
                .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        return Thread.ofVirtual().start(() -> {
            try (var body = answer.body()) {
                body.forEach(lines::add);
            } catch (UncheckedIOException _) {
                // The end of the test, or of the server.
            }
        });
    }

    private JsonNode next(String name) throws InterruptedException, IOException {
        for (var line = line(); !line.equals("event: " + name); line = line()) {
            assertThat(line).as("while waiting for " + name).isIn("", ": still here");
        }
        var data = line();
        assertThat(data).startsWith("data: ");
        return new ObjectMapper().readTree(data.substring("data: ".length()));
    }

    private String line() throws InterruptedException {
        var line = lines.poll(20, TimeUnit.SECONDS);
        assertThat(line).as("a line of the stream").isNotNull();
        return String.valueOf(line);
    }

    @Test
    void whoListensLearnsWhatHoldsAndThenEveryChange() throws IOException, InterruptedException {
        var alice = lab.user("alice");
        alice.take("arm-07", HOUR, "a hang");
        listen();
        assertThat(next("leases").get(0).get("holder").asText()).isEqualTo("alice");
        alice.extend("arm-07", HOUR);
        var extended = next("extended").get("lease");
        assertThat(extended.get("until").asText()).isEqualTo("2026-11-20T11:00:00Z");
        alice.give("arm-07", AfterLease.AS_CONFIGURED);
        assertThat(next("ended").get("end").get("cause").asText()).isEqualTo("given");
        alice.take("lab-x64-01", HOUR, "another hang");
        assertThat(next("taken").get("lease").get("why").asText()).isEqualTo("another hang");
        lab.clock.advance(HOUR);
        assertThat(next("ended").get("end").get("cause").asText()).isEqualTo("expired");
    }

    @Test
    void anOpenStreamDoesNotKeepTheServerFromStopping() throws IOException, InterruptedException {
        var reader = listen();
        next("leases");
        long start = System.nanoTime();
        lab.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        await().until(() -> !reader.isAlive());
    }
}
