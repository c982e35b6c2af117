package io.kdlab.symbol;

/// The line of source that code was made from.
///
/// @param file its path as the compiler wrote it
/// @param line counted from 1
/// @param displacement how many bytes into the line's code the place lies
public record SourceLine(String file, int line, int displacement) {}
