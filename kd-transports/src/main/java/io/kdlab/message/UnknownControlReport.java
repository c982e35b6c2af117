package io.kdlab.message;

import io.kdlab.value.Bytes;

/// A report that we cannot read, as it came: of ARM64, about which sources disagree (kd-protocol.md §3.5), of a machine
/// that nobody here knows, or of a state change that ends within it.
///
/// Whoever needs what it says asks the target for the context and for memory instead.
///
/// @param report 48 bytes, or fewer
public record UnknownControlReport(Bytes report) implements ControlReport {
    /// The size of a whole report.
    public static final int WHOLE = 48;

    /// None: where they lie is not known.
    @Override
    public Bytes instructions() {
        return Bytes.EMPTY;
    }
}
