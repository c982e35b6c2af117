package io.kdlab.lab.error;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DatabindException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.kdlab.lab.LabException;
import io.kdlab.lab.Text;
import io.kdlab.lab.v1.Problem;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/// A body that is not the JSON it should be: says where.
///
/// Two types of it, because Dropwizard has a mapper of its own for what both extend and the nearer type wins.
public abstract sealed class BadJsonMapper<E extends JsonProcessingException> implements ExceptionMapper<E> {
    /// The text is no JSON.
    public static final class Syntax extends BadJsonMapper<StreamReadException> {}

    /// The text is JSON, and not what the request needs.
    public static final class Shape extends BadJsonMapper<DatabindException> {}

    @Override
    public Response toResponse(E failure) {
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
                        why(failure));
        return Problems.response(Problem.of(400, "bad JSON", line));
    }

    /// The parser's own words; the mapper's would name classes of ours.
    private static String why(JsonProcessingException failure) {
        return failure instanceof DatabindException
                ? "another kind of value is needed there"
                : Text.oneLine(failure.getOriginalMessage(), 160);
    }
}
