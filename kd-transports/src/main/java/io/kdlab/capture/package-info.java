/// The journal of a link.
@NullMarked
package io.kdlab.capture;

import org.jspecify.annotations.NullMarked;
