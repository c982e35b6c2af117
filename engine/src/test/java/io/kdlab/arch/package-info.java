/// Tests of the processor's registers and instructions, and the images that other tests build, too.
@NullMarked
package io.kdlab.arch;

import org.jspecify.annotations.NullMarked;
