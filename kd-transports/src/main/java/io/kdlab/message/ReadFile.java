package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// The target reads from an offered file; the bytes follow the reply.
@Struct(name = "DBGKD_READ_FILE", size = 0x38)
public record ReadFile(
        @At(0) long handle, @At(0x08) long offset, @At(0x10) int length) implements FileIoBody {}
