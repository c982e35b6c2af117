/// Wires that lose, repeat, delay, cut and garble, from a seed; and what bytes of the wrong rate tell.
@NullMarked
package io.kdlab.fault;

import org.jspecify.annotations.NullMarked;
