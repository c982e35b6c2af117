/// Which test claims which feature.
@NullMarked
package io.kdlab.feature;

import org.jspecify.annotations.NullMarked;
