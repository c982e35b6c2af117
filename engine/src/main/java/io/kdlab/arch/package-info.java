/// What the engine knows of a processor: its registers, where they lie in a context, and what its instructions
/// say.
///
/// Nothing here knows a target; registers and code come as bytes. JNA (Debian's Capstone) is used here and
/// nowhere else.
@NullMarked
package io.kdlab.arch;

import org.jspecify.annotations.NullMarked;
