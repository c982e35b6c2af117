package io.kdlab.message;

/// The 56-byte union of a [FileIo].
public sealed interface FileIoBody permits CreateFile, ReadFile, WriteFile, CloseFile, UnknownFileIo {}
