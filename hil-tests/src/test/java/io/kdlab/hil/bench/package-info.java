/// What scenarios are made of: child processes that die with us, our kernel in QEMU, a program one talks to.
@NullMarked
package io.kdlab.hil.bench;

import org.jspecify.annotations.NullMarked;
