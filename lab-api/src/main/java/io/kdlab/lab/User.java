package io.kdlab.lab;

import java.security.Principal;

/// Somebody the lab knows.
public record User(String name, UserRole role) implements Principal {
    /// Whoever sits at the box itself and may run its commands there: needs no account and no network.
    public static User boxOperator(String loginName) {
        return new User(Text.oneLine(loginName, 60) + " at the box", UserRole.ADMIN);
    }

    @Override
    public String getName() {
        return name;
    }
}
