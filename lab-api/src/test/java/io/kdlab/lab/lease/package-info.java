@NullMarked
package io.kdlab.lab.lease;

import org.jspecify.annotations.NullMarked;
