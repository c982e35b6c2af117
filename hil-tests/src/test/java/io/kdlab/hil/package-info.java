/// Scenarios: the box as people use it, against a kernel on a processor and against targets nobody here wrote.
@NullMarked
package io.kdlab.hil;

import org.jspecify.annotations.NullMarked;
