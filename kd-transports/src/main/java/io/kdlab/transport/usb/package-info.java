/// USB debug cables (KDUSB) by libusb: xHCI debug capability and EHCI dongles.
///
/// What is known of them, and from where: `kd-protocol.md` §9. What framing, choice and names need is pure
/// and apart from libusb ([io.kdlab.transport.usb.BulkSplit], [io.kdlab.transport.usb.UsbChoice],
/// [io.kdlab.transport.usb.TargetName]). Only this package knows usb4java.
@NullMarked
package io.kdlab.transport.usb;

import org.jspecify.annotations.NullMarked;
