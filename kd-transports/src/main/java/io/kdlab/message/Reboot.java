package io.kdlab.message;

import io.kdlab.layout.Struct;

/// Restarts the machine. There is no reply.
@Struct(name = "(no structure)", size = 0x00)
public record Reboot() implements ManipulateBody {}
