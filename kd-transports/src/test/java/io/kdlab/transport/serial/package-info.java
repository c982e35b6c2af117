/// Serial ports on pseudo-terminals.
@NullMarked
package io.kdlab.transport.serial;

import org.jspecify.annotations.NullMarked;
