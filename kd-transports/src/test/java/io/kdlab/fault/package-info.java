@NullMarked
package io.kdlab.fault;

import org.jspecify.annotations.NullMarked;
