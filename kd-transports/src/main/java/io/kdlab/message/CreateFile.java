package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// The target asks whether the debugger offers a file; the UTF-16 name follows. A reply fills handle and length.
@Struct(name = "DBGKD_CREATE_FILE", size = 0x38)
public record CreateFile(
        @At(0) int desiredAccess,
        @At(0x04) int fileAttributes,
        @At(0x08) int shareAccess,
        @At(0x0c) int createDisposition,
        @At(0x10) int createOptions,
        @At(0x18) long handle,
        @At(0x20) long length)
        implements FileIoBody {}
