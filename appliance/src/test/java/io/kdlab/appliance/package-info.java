/// The walls, and the box as a whole.
@NullMarked
package io.kdlab.appliance;

import org.jspecify.annotations.NullMarked;
