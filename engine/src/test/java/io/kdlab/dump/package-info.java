@NullMarked
package io.kdlab.dump;

import org.jspecify.annotations.NullMarked;
