package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// The target is done with an offered file.
@Struct(name = "DBGKD_CLOSE_FILE", size = 0x38)
public record CloseFile(@At(0) long handle) implements FileIoBody {}
