@NullMarked
package io.kdlab.transport;

import org.jspecify.annotations.NullMarked;
