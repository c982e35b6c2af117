package io.kdlab.lab.v1;

import io.kdlab.lab.Required;

/// A token to make.
///
/// @param label where it will be used, so that its owner knows which one to revoke
public record NewToken(String label) {
    public static final String EXAMPLE = "{\"label\":\"laptop\"}";

    public NewToken {
        Required.field("label", label, EXAMPLE);
    }
}
