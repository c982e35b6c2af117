/// Golden bytes for tests of any package: recorded conversations and vectors, each with its origin.
@NullMarked
package io.kdlab.golden;

import org.jspecify.annotations.NullMarked;
