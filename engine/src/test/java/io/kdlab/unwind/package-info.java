/// Tests of unwinding against code that is executed.
@NullMarked
package io.kdlab.unwind;

import org.jspecify.annotations.NullMarked;
