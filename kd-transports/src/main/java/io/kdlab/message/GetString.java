package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// The kernel prompts and waits for a line. One form for prompt and answer.
///
/// In a prompt `replyLength` is the most that the target takes; in an answer it is how much follows.
@Struct(name = "DBGKD_GET_STRING", size = 0x08)
public record GetString(@At(0) int promptLength, @At(0x04) int replyLength) implements DebugIoBody {}
