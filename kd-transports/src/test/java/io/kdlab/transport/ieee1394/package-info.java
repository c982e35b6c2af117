/// IEEE 1394 against a fake of Linux's firewire devices at the level of their system calls.
@NullMarked
package io.kdlab.transport.ieee1394;

import org.jspecify.annotations.NullMarked;
