package io.kdlab.lab.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.lab.UserRole;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Enumerates every method of every resource, so a new one is under test before anybody thinks of it.
@Feature(value = "2.7", on = On.PROCESS)
final class EverythingAuthenticatesTest {
    private record Endpoint(String verb, String path, UserRole needed) {}

    @TempDir
    private static java.nio.file.Path directory;

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
    void everyMethodNamesTheRoleItNeeds() {
        assertThat(methods()).hasSizeGreaterThanOrEqualTo(16).allSatisfy(method -> {
            assertThat(method.isAnnotationPresent(RolesAllowed.class))
                    .as("@RolesAllowed on " + method)
                    .isTrue();
            assertThat(method.getAnnotation(RolesAllowed.class).value())
                    .hasSize(1)
                    .isSubsetOf(UserRole.USER_NAME, UserRole.ADMIN_NAME);
        });
    }

    @Test
    void noMethodIsReachableWithoutAToken() throws IOException, InterruptedException {
        for (var endpoint : endpoints()) {
            for (var header : new String[] {"", "Bearer nonsense", "Bearer ", "Basic YWRtaW46YWRtaW4="}) {
                var answer = send(endpoint, header);
                assertThat(answer.statusCode())
                        .as("%s with \"%s\"", endpoint, header)
                        .isEqualTo(401);
                assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
                assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"kdlab\"");
            }
            assertThat(lookup(endpoint.path() + "?access_token=nonsense")).isEqualTo(401);
        }
    }

    @Test
    void noUserReachesWhatIsForAdmins() throws IOException, InterruptedException {
        lab.user("eve").close();
        var token = lab.store.tokens().issue("eve", "again", lab.clock).token();
        var forAdmins =
                endpoints().stream().filter(e -> e.needed() == UserRole.ADMIN).toList();
        assertThat(forAdmins).hasSizeGreaterThanOrEqualTo(6);
        for (var endpoint : forAdmins) {
            assertThat(send(endpoint, "Bearer " + token).statusCode())
                    .as("%s", endpoint)
                    .isEqualTo(403);
        }
        for (var endpoint : endpoints()) {
            if (endpoint.needed() == UserRole.USER) {
                assertThat(send(endpoint, "Bearer " + token).statusCode())
                        .as("%s", endpoint)
                        .isNotIn(401, 403);
            }
        }
    }

    private static List<Method> methods() {
        return lab.api.resources().stream()
                .flatMap(resource -> Arrays.stream(resource.getClass().getDeclaredMethods()))
                .filter(method -> verb(method).isPresent())
                .toList();
    }

    private static List<Endpoint> endpoints() {
        return methods().stream()
                .map(method -> new Endpoint(
                        verb(method).orElseThrow(),
                        "/api" + path(method.getDeclaringClass().getAnnotation(Path.class))
                                + path(method.getAnnotation(Path.class)),
                        UserRole.valueOf(
                                method.getAnnotation(RolesAllowed.class).value()[0])))
                .toList();
    }

    private static Optional<String> verb(Method method) {
        return Stream.of(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(verb -> verb != null)
                .map(HttpMethod::value)
                .findFirst();
    }

    private static String path(@Nullable Path path) {
        return path == null ? "" : path.value().replaceAll("\\{name}", "arm-07").replaceAll("\\{\\w+}", "x");
    }

    private static HttpResponse<InputStream> send(Endpoint endpoint, String authorization)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(lab.address() + endpoint.path()))
                .header("Content-Type", "application/json")
                .method(endpoint.verb(), HttpRequest.BodyPublishers.ofString("{}"));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return send(request.build());
    }

    private static int lookup(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(lab.address() + path))
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                        .build())
                .statusCode();
    }

    /// On a connection of its own: the server may close one whose request it did not read to the end. The body is not
    /// read, because that of the event stream has no end.
    private static HttpResponse<InputStream> send(HttpRequest request) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            answer.body().close();
            return answer;
        }
    }
}
