package io.kdlab.lab.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kdlab.lab.Required;

/// Asks for more time, counted from where the lease ends now.
public record ExtendRequest(@JsonProperty("for") String duration) {
    public static final String EXAMPLE = "{\"for\":\"30m\"}";

    public ExtendRequest {
        Required.field("for", duration, EXAMPLE);
    }
}
