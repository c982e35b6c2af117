/// Acks, resends, resynchronisation and break-in as a pure function, and the one adapter that runs it.
@NullMarked
package io.kdlab.link;

import org.jspecify.annotations.NullMarked;
