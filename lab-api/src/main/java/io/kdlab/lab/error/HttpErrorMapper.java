package io.kdlab.lab.error;

import io.kdlab.lab.v1.Problem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/// What HTTP itself refuses: no such path, no such method, no right.
public final class HttpErrorMapper implements ExceptionMapper<WebApplicationException> {
    @Override
    public Response toResponse(WebApplicationException refusal) {
        var given = refusal.getResponse();
        if (given.getStatus() < 400) {
            return given;
        }
        var answer = Response.fromResponse(Problems.response(Problem.of(given.getStatus(), title(given), line(given))));
        if (given.getHeaderString(HttpHeaders.ALLOW) != null) {
            answer.header(HttpHeaders.ALLOW, given.getHeaderString(HttpHeaders.ALLOW));
        }
        return answer.build();
    }

    private static String title(Response given) {
        return given.getStatusInfo().getReasonPhrase();
    }

    private static String line(Response given) {
        return switch (given.getStatus()) {
            case 403 -> "your role does not allow this: ask an admin of the lab";
            case 404 -> "no such address here; the API begins at /api/v1/targets";
            case 405 -> "this address knows only " + given.getHeaderString(HttpHeaders.ALLOW);
            case 406 -> "only application/json is served here";
            case 415 -> "send Content-Type: application/json";
            default -> "the request was refused: " + title(given);
        };
    }
}
