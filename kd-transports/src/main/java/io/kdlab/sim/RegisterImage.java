package io.kdlab.sim;

import io.kdlab.value.Bytes;

/// Registers of a processor as a structure of NT's that a debugger reads and writes.
interface RegisterImage {
    /// Bytes in the structure.
    int size();

    /// What the processor holds now.
    Bytes capture();

    /// Puts an image into the processor; what is shorter than the structure changes what it covers.
    void apply(Bytes image);
}
