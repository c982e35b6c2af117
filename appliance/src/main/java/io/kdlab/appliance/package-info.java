/// The one program and the one composition root: what the box is made of, and how it starts.
@NullMarked
package io.kdlab.appliance;

import org.jspecify.annotations.NullMarked;
