@NullMarked
package io.kdlab.capture;

import org.jspecify.annotations.NullMarked;
