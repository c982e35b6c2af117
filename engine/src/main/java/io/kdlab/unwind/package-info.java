/// Who called whom: one frame back by the image's unwind data, and the whole stack by doing that again.
@NullMarked
package io.kdlab.unwind;

import org.jspecify.annotations.NullMarked;
