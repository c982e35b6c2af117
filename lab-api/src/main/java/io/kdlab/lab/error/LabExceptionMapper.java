package io.kdlab.lab.error;

import io.kdlab.lab.LabException;
import io.kdlab.lab.v1.Problem;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/// The lab's own refusals.
public final class LabExceptionMapper implements ExceptionMapper<LabException> {
    @Override
    public Response toResponse(LabException refusal) {
        return Problems.response(problem(refusal));
    }

    static Problem problem(LabException refusal) {
        var detail = String.valueOf(refusal.getMessage());
        return switch (refusal) {
            case LabException.UnknownTarget unknown ->
                new Problem(404, "unknown target", detail, null, null, unknown.known(), null);
            case LabException.Held held ->
                new Problem(
                        409, "held", detail, held.lease().holder(), held.lease().until(), null, null);
            case LabException.NotHeld _ -> Problem.of(409, "not held", detail);
            case LabException.Exists _ -> Problem.of(409, "exists", detail);
            case LabException.BadValue _ -> Problem.of(400, "bad value", detail);
            case LabException.NotAllowed _ -> Problem.of(403, "not allowed", detail);
            case LabException.NotFound _ -> Problem.of(404, "not found", detail);
        };
    }
}
