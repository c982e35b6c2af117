/// Tests of the USB transport that need no USB; what needs one is in `hil-tests`.
@NullMarked
package io.kdlab.transport.usb;

import org.jspecify.annotations.NullMarked;
