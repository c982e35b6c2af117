/// Logical breakpoints and the physical sites that stand for them in a target.
@NullMarked
package io.kdlab.breakpoint;

import org.jspecify.annotations.NullMarked;
