/// Wires as Netty channels: a provider per kind, the tap that sees what passes, the lock that says whose a wire
/// is.
@NullMarked
package io.kdlab.transport;

import org.jspecify.annotations.NullMarked;
