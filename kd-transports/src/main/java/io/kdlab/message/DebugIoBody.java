package io.kdlab.message;

/// What follows the header of a [DebugIo]: 8 bytes, 4 in an [OldPrintString].
public sealed interface DebugIoBody permits PrintString, OldPrintString, GetString {}
