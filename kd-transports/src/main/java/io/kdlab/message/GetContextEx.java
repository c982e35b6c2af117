package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// Fetches a part of a processor's CONTEXT, which follows the reply; for contexts larger than a packet.
@Struct(name = "DBGKD_CONTEXT_EX", size = 0x0c)
public record GetContextEx(
        @At(0) int offset,
        @At(0x04) int byteCount,
        @At(0x08) int bytesCopied) implements ManipulateBody {}
