package io.kdlab.lab.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kdlab.lab.Required;

/// Asks for a lease.
///
/// @param duration how long, such as `30m`
/// @param why for those who wait
public record TakeRequest(@JsonProperty("for") String duration, String why) {
    public static final String EXAMPLE = "{\"for\":\"30m\",\"why\":\"the reason\"}";

    public TakeRequest {
        Required.field("for", duration, EXAMPLE);
        Required.field("why", why, EXAMPLE);
    }
}
