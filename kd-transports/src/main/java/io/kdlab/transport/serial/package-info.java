/// Serial ports by jSerialComm.
@NullMarked
package io.kdlab.transport.serial;

import org.jspecify.annotations.NullMarked;
