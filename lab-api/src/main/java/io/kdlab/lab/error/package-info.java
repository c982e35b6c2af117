/// Refusals and accidents as problem JSON of one clear line.
@NullMarked
package io.kdlab.lab.error;

import org.jspecify.annotations.NullMarked;
