package io.kdlab.lab.v1;

import io.kdlab.lab.Required;

/// Takes a target away from its holder, who is told why.
public record KickRequest(String why) {
    public static final String EXAMPLE = "{\"why\":\"the reason\"}";

    public KickRequest {
        Required.field("why", why, EXAMPLE);
    }
}
