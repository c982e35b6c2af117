/// Byte streams between debugger-side parts: who listens, who dials, TLS or not. What flows inside is somebody else's
/// business.
///
/// The strings are those of the Windows remoting family (`tcp:port=5005`, `npipe:pipe=rabbit`,
/// `tcp:port=5005,clicon=HOST`). A stream is a Netty channel that does not read until its user has put handlers on
/// it.
@NullMarked
package io.kdlab.endpoint;

import org.jspecify.annotations.NullMarked;
