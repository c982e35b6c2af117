/// Tests of images, PDB files and symbols against the tools of LLVM.
@NullMarked
package io.kdlab.symbol;

import org.jspecify.annotations.NullMarked;
