package io.kdlab.lab.error;

import io.kdlab.lab.v1.Problem;
import jakarta.ws.rs.core.Response;

/// Turns a problem into the response that carries it.
final class Problems {
    private Problems() {}

    static Response response(Problem problem) {
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }
}
