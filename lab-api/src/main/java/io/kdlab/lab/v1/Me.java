package io.kdlab.lab.v1;

import java.util.List;

/// Who the token says you are, and what you hold.
public record Me(String name, String role, List<LeaseInfo> leases) {}
