package io.kdlab.symbol;

/// A stretch of code that was made from one line of a source file.
///
/// @param line counted from 1
/// @param rva where it begins, from the image's base
/// @param length in bytes; 0 where the line made no code of its own, as a function's opening brace may
public record LineSpan(SourceFile file, int line, int rva, int length) {}
