@NullMarked
package io.kdlab.link;

import org.jspecify.annotations.NullMarked;
