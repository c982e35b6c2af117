package io.kdlab.lab.v1;

import io.kdlab.lab.LabException;
import io.kdlab.lab.Required;
import io.kdlab.lab.Text;
import io.kdlab.lab.UserRole;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A user to add.
///
/// @param role `user` or `admin`; `user` where it is left out
public record NewUser(String name, @Nullable String role) {
    public static final String EXAMPLE = "{\"name\":\"alice\",\"role\":\"user\"}";

    public NewUser {
        Required.field("name", name, EXAMPLE);
    }

    public UserRole userRole() {
        return switch (role == null ? "user" : role.toLowerCase(Locale.ROOT)) {
            case "user" -> UserRole.USER;
            case "admin" -> UserRole.ADMIN;
            default ->
                throw new LabException.BadValue(
                        "role \"%s\" is not known: user or admin".formatted(Text.oneLine(String.valueOf(role), 40)));
        };
    }
}
