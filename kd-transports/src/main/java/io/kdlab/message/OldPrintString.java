package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// [PrintString] as some old targets send it: the text follows the length at once, 12 bytes into the payload.
@Struct(name = "(print of 12 bytes)", size = 0x04)
public record OldPrintString(@At(0) int length) implements DebugIoBody {}
