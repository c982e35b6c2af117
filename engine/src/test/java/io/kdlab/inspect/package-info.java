/// What a kernel says about itself.
@NullMarked
package io.kdlab.inspect;

import org.jspecify.annotations.NullMarked;
