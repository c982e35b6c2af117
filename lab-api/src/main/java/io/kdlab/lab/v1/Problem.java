package io.kdlab.lab.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a request was refused (RFC 9457).
///
/// @param detail the one line for the user
/// @param holder who holds the target, where that is the reason
/// @param until until when
/// @param known what could have been meant, the likeliest first
/// @param incident names the stack trace in the box's log, where the box itself failed
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        int status,
        String title,
        String detail,
        @Nullable String holder,
        @Nullable Instant until,
        @Nullable List<String> known,
        @Nullable String incident) {
    public static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(int status, String title, String detail) {
        return new Problem(status, title, detail, null, null, null, null);
    }
}
