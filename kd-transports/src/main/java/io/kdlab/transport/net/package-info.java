/// Serial lines carried by TCP.
@NullMarked
package io.kdlab.transport.net;

import org.jspecify.annotations.NullMarked;
