/// Connection strings as users write them, and the kernel-link form of them.
@NullMarked
package io.kdlab.address;

import org.jspecify.annotations.NullMarked;
