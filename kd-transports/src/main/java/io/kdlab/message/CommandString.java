package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// The target asks the debugger to run a command: two NUL-terminated strings in the tail, a name and the command.
@Struct(name = "DBGKD_COMMAND_STRING", size = 0xa0)
public record CommandString(@At(0) int flags) implements StateChangeBody {}
