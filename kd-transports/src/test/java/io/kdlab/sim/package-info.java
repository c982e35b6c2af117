/// The simulated machine against real hardware's results, and its kernel through a real connection.
@NullMarked
package io.kdlab.sim;

import org.jspecify.annotations.NullMarked;
