/// A QEMU guest with Debian's kernel, for what the machine that tests has no devices for: USB, serial adapters, IEEE
/// 1394.
///
/// A test on the host asks [Guest] to run a [GuestProgram] inside; both talk in lines. `hil-tests/guest/README.md`.
@NullMarked
package io.kdlab.hil.guest;

import org.jspecify.annotations.NullMarked;
