package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// The target writes to an offered file; the bytes follow.
@Struct(name = "DBGKD_WRITE_FILE", size = 0x38)
public record WriteFile(
        @At(0) long handle, @At(0x08) long offset, @At(0x10) int length) implements FileIoBody {}
