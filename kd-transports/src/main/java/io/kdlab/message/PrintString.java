package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// The kernel prints; the text follows. Only the packet's ack is expected.
@Struct(name = "DBGKD_PRINT_STRING", size = 0x08)
public record PrintString(@At(0) int length) implements DebugIoBody {}
