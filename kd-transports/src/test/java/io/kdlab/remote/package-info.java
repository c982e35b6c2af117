@NullMarked
package io.kdlab.remote;

import org.jspecify.annotations.NullMarked;
