package io.kdlab.lab.error;

import io.dropwizard.auth.UnauthorizedHandler;
import io.kdlab.lab.v1.Problem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/// Answers a request without a token, or with one that opens nothing.
public final class NoTokenHandler implements UnauthorizedHandler {
    @Override
    public Response buildResponse(String prefix, String realm) {
        var problem = Problem.of(
                401,
                "no valid token",
                "no valid token came with the request: sign in with kdlab login URL (an admin gives tokens)");
        return Response.fromResponse(Problems.response(problem))
                .header(HttpHeaders.WWW_AUTHENTICATE, "%s realm=\"%s\"".formatted(prefix, realm))
                .build();
    }
}
