@NullMarked
package io.kdlab.address;

import org.jspecify.annotations.NullMarked;
