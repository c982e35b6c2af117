package io.kdlab.message;

/// The second half of a [DebugIo]'s 16 bytes.
public sealed interface DebugIoBody permits PrintString, GetString {}
