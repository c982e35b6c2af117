package io.kdlab.dump;

import java.util.List;

/// The exception record of a dump (`EXCEPTION_RECORD64`).
///
/// @param code the status that it was raised with
/// @param at where
/// @param parameters at most fifteen
public record DumpRecord(int code, int flags, long at, List<Long> parameters) {
    /// Copies the parameters.
    public DumpRecord {
        parameters = List.copyOf(parameters);
    }
}
