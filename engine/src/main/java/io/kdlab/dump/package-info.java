/// Crash dumps of 64-bit kernels: read behind the [io.kdlab.stub.Stub] seam, and written from any target.
@NullMarked
package io.kdlab.dump;

import org.jspecify.annotations.NullMarked;
