/// The relay between real sockets, pipes, pseudo-terminals and simulated machines.
@NullMarked
package io.kdlab.relay;

import org.jspecify.annotations.NullMarked;
