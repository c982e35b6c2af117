/// Commands, run against a target in memory and against the simulated kernel.
@NullMarked
package io.kdlab.command;

import org.jspecify.annotations.NullMarked;
