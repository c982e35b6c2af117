package io.kdlab.lab.v1;

import io.kdlab.lab.User;
import java.util.Locale;

/// A user.
///
/// @param role `user` or `admin`
public record UserInfo(String name, String role) {
    public static UserInfo of(User user) {
        return new UserInfo(user.name(), user.role().name().toLowerCase(Locale.ROOT));
    }
}
