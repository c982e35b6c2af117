/// The host engine: one session, many fronts.
@NullMarked
package io.kdlab.engine;

import org.jspecify.annotations.NullMarked;
