/// Hostile input: a target for each parser that reads what others wrote, run by Jazzer and over what it once found.
@NullMarked
package io.kdlab.fuzz;

import org.jspecify.annotations.NullMarked;
