/// Serial lines carried by TCP, and KDNET over UDP: [io.kdlab.transport.net.KdnetHost] and
/// [io.kdlab.transport.net.KdnetTarget] are its two sides, without a socket.
@NullMarked
package io.kdlab.transport.net;

import org.jspecify.annotations.NullMarked;
