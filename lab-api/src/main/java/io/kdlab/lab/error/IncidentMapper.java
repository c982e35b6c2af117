package io.kdlab.lab.error;

import io.kdlab.lab.v1.Problem;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The box itself failed: its log gets the stack trace, the caller the number to find it by.
///
/// Two types of it, because Dropwizard has a mapper of its own for bad states and the nearer type wins.
public abstract sealed class IncidentMapper<E extends Exception> implements ExceptionMapper<E> {
    /// Something that should not have been so.
    public static final class BadState extends IncidentMapper<IllegalStateException> {}

    /// Anything else.
    public static final class Any extends IncidentMapper<Exception> {}

    private static final Logger LOG = LoggerFactory.getLogger(IncidentMapper.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    @Override
    public Response toResponse(E failure) {
        var incident = HexFormat.of().toHexDigits(RANDOM.nextInt());
        LOG.error("incident {}", incident, failure);
        return Problems.response(new Problem(
                500,
                "the box failed",
                "the box failed, incident %s: its admin finds the cause in the box's log".formatted(incident),
                null,
                null,
                null,
                incident));
    }
}
