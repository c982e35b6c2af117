/// Views of memory on top of a target's own.
@NullMarked
package io.kdlab.memory;

import org.jspecify.annotations.NullMarked;
