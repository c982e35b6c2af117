/// Wires that lose, repeat, delay, cut and garble, from a seed.
@NullMarked
package io.kdlab.fault;

import org.jspecify.annotations.NullMarked;
