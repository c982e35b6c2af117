package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// Replaces a part of a processor's CONTEXT, which follows the request.
///
/// In a request `bytesCopied` is the *total* size of the context; the target commits when the last part is there.
@Struct(name = "DBGKD_CONTEXT_EX", size = 0x0c)
public record SetContextEx(
        @At(0) int offset,
        @At(0x04) int byteCount,
        @At(0x08) int bytesCopied) implements ManipulateBody {}
