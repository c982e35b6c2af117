/// One file per subject of a kernel, as functions of a target: what it is, what time it has, why it died.
@NullMarked
package io.kdlab.inspect;

import org.jspecify.annotations.NullMarked;
