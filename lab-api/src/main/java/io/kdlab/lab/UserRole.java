package io.kdlab.lab;

/// What a user may do in the lab.
public enum UserRole {
    /// Sees everything, takes and gives targets.
    USER,
    /// Also kicks holders, and adds users and tokens.
    ADMIN;

    /// The names as constants, for annotations.
    public static final String USER_NAME = "USER";

    public static final String ADMIN_NAME = "ADMIN";

    /// Whether somebody of this role may do what needs that one.
    public boolean covers(UserRole needed) {
        return ordinal() >= needed.ordinal();
    }
}
