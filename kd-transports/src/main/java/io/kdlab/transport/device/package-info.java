/// Blocking devices joined to the same pipeline as sockets.
@NullMarked
package io.kdlab.transport.device;

import org.jspecify.annotations.NullMarked;
