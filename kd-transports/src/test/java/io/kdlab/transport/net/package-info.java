/// KDNET against a recorded session of WinDbg, against itself, and over UDP.
@NullMarked
package io.kdlab.transport.net;

import org.jspecify.annotations.NullMarked;
