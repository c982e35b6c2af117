@NullMarked
package io.kdlab.connection;

import org.jspecify.annotations.NullMarked;
