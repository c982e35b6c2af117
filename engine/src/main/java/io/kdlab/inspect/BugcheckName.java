package io.kdlab.inspect;

import java.util.Optional;

/// Names of the bug check codes that people meet most.
public final class BugcheckName {
    private BugcheckName() {}

    /// The name of `code`, if it is a common one.
    public static Optional<String> of(long code) {
        return BugcheckMeaning.of(code).map(BugcheckMeaning::name);
    }
}
