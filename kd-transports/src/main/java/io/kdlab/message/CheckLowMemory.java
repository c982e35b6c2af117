package io.kdlab.message;

import io.kdlab.layout.Struct;

/// Asks for a check of the memory below 4 GB; the reply is a status.
@Struct(name = "(no structure)", size = 0x00)
public record CheckLowMemory() implements ManipulateBody {}
