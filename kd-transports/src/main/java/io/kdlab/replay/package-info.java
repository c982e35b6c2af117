/// Recorded sessions as targets: `replay:FILE`.
@NullMarked
package io.kdlab.replay;

import org.jspecify.annotations.NullMarked;
