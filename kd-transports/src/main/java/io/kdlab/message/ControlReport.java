package io.kdlab.message;

import io.kdlab.value.Bytes;

/// The 48 bytes in which a stopped processor reports debug registers, segments and the code at its program counter.
public sealed interface ControlReport permits ControlReportX64, ControlReportX86, UnknownControlReport {
    /// The valid bytes of code from the program counter on, at most 16, with breakpoints removed.
    Bytes instructions();
}
