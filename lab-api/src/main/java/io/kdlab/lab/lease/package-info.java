/// Who holds which target until when, and in which order that becomes true.
@NullMarked
package io.kdlab.lab.lease;

import org.jspecify.annotations.NullMarked;
