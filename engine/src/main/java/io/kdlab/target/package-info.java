/// What anyone may ask of a target, live or not, and what can go wrong when asking.
@NullMarked
package io.kdlab.target;

import org.jspecify.annotations.NullMarked;
