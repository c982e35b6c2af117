package io.kdlab.lab.error;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.kdlab.lab.LabException;
import io.kdlab.lab.Text;
import io.kdlab.lab.v1.Problem;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/// A body that is not the JSON it should be: says where.
public final class BadJsonMapper implements ExceptionMapper<JsonProcessingException> {
    @Override
    public Response toResponse(JsonProcessingException failure) {
        if (failure.getCause() instanceof LabException refusal) {
            return Problems.response(LabExceptionMapper.problem(refusal));
        }
        var where = failure.getLocation();
        var path = failure instanceof JsonMappingException mapping
                        && !mapping.getPath().isEmpty()
                ? " in \"%s\"".formatted(mapping.getPath().getLast().getFieldName())
                : "";
        var line = "the body is not the JSON expected%s%s: %s"
                .formatted(
                        path,
                        where == null ? "" : ", line %d column %d".formatted(where.getLineNr(), where.getColumnNr()),
                        Text.oneLine(failure.getOriginalMessage(), 160));
        return Problems.response(Problem.of(400, "bad JSON", line));
    }
}
