/// Virtual machines' pipes: Unix domain sockets.
@NullMarked
package io.kdlab.transport.pipe;

import org.jspecify.annotations.NullMarked;
