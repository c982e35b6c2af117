package io.kdlab.lab.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.kdlab.lab.DurationText;
import io.kdlab.lab.Text;
import io.kdlab.lab.v1.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One exchange with the lab: JSON out, JSON in, every failure one line.
final class LabWire {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int LONGEST_ANSWER = 16 << 20;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            // A newer box may say more than this client knows.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final LabAddress address;
    private final String token;
    private final PinnedTrust trust;

    LabWire(LabAddress address, String token) {
        this.address = address;
        this.token = token;
        this.trust = new PinnedTrust(address.pin());
    }

    /// A connection for each call: one that is kept may be closed by the box just when the next request goes out, and a
    /// request that changes something cannot be repeated on suspicion.
    private HttpClient connection() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .sslContext(trust.context())
                .build();
    }

    static JavaType type(Class<?> type) {
        return JSON.constructType(type);
    }

    static JavaType listOf(Class<?> type) {
        return JSON.getTypeFactory().constructCollectionType(java.util.List.class, type);
    }

    /// Sends, and reads the answer as the type; an answer without content is null.
    <T> @Nullable T call(String method, String path, @Nullable Object body, JavaType type) {
        try (var http = connection()) {
            var answer = http.send(request(method, path, body), HttpResponse.BodyHandlers.ofInputStream());
            try (var content = answer.body()) {
                var bytes = read(content);
                if (answer.statusCode() >= 300) {
                    throw new LabClientException.Refused(problem(answer.statusCode(), bytes));
                }
                return bytes.length == 0 ? null : JSON.readValue(bytes, type);
            }
        } catch (JsonProcessingException e) {
            throw new LabClientException.Unreachable(
                    "%s answered something else than the lab API: %s".formatted(address, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new LabClientException.Unreachable(line(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabClientException.Unreachable("interrupted while waiting for " + address, e);
        }
    }

    private HttpRequest request(String method, String path, @Nullable Object body) throws JsonProcessingException {
        var content = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
        var request = HttpRequest.newBuilder(URI.create(address.url() + path))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json, " + Problem.MEDIA_TYPE)
                .method(method, content);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return request.build();
    }

    private byte[] read(InputStream content) throws IOException {
        var bytes = content.readNBytes(LONGEST_ANSWER + 1);
        if (bytes.length > LONGEST_ANSWER) {
            throw new IOException("the answer is longer than %d bytes".formatted(LONGEST_ANSWER));
        }
        return bytes;
    }

    private Problem problem(int status, byte[] answer) {
        try {
            Problem problem = JSON.readValue(answer, Problem.class);
            if (problem != null && problem.detail() != null) {
                return problem;
            }
        } catch (IOException _) {
            // Not the lab's own words: say what came instead.
        }
        var begin = Text.oneLine(new String(answer, StandardCharsets.UTF_8), 80);
        return Problem.of(
                status, "no lab API", "%s answered %d, and not as a lab does: %s".formatted(address, status, begin));
    }

    private String line(IOException failure) {
        var shown = trust.seen();
        if (PinnedTrust.isDistrust(failure) && shown != null) {
            return "the box at %s shows certificate %s, and %s: if it was set up anew, sign in again with kdlab login %s"
                    .formatted(
                            address,
                            shown,
                            address.pin() == null ? "none is pinned yet" : "you pinned " + address.pin(),
                            address);
        }
        return switch (failure) {
            case HttpTimeoutException _ ->
                "no answer from %s within %s; is the network there?".formatted(address, DurationText.format(LIMIT));
            case ConnectException e
            when e.getCause() instanceof ConnectException
                    && e.getCause().getCause() instanceof UnresolvedAddressException ->
                "no machine called \"%s\" is known here".formatted(address.url().getHost());
            case ConnectException _ -> "nothing answers at %s; is kdlab serve running there?".formatted(address);
            default -> "the connection to %s broke: %s".formatted(address, Text.oneLine(failure.toString(), 160));
        };
    }
}
