/// The one seam: what an engine may ask of whoever owns a target's wire.
///
/// Bench and box have a [LocalStub] in the same process; a smart client will have one at the other end of a
/// stream. What must outlive an engine (link, gate, journal) is behind this seam.
@NullMarked
package io.kdlab.stub;

import org.jspecify.annotations.NullMarked;
