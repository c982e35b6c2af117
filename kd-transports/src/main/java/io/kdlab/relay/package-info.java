/// The repeater: bytes between any two byte transports, either of which may listen or dial. It never looks
/// inside and never ends TLS that is not its own.
@NullMarked
package io.kdlab.relay;

import org.jspecify.annotations.NullMarked;
