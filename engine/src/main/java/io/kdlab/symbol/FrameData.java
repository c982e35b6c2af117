package io.kdlab.symbol;

/// How the frame of a 32-bit function is undone at some place, as its compiler wrote it down.
///
/// @param locals bytes of local variables on the stack
/// @param saved bytes of saved registers
/// @param parameters bytes of parameters that the function itself takes off the stack
/// @param program in postfix form: `$T0 .raSearch = $eip $T0 ^ = $esp $T0 4 + =`
public record FrameData(int locals, int saved, int parameters, String program) {}
