package io.kdlab.transport.usb;

import org.usb4java.LibUsb;

/// libusb's answers in words that say what to do.
final class UsbFault {
    private UsbFault() {}

    /// Of a call that returned an error.
    static String ofCall(int code, UsbDevice device) {
        return switch (code) {
            case LibUsb.ERROR_ACCESS ->
                "permission denied on %s; a udev rule must give it to you".formatted(device.node());
            case LibUsb.ERROR_BUSY -> "in use by another program";
            case LibUsb.ERROR_NO_DEVICE, LibUsb.ERROR_NOT_FOUND -> "the device is gone";
            default -> LibUsb.errorName(code);
        };
    }

    /// Of a transfer that did not complete.
    static String ofTransfer(int status) {
        return switch (status) {
            case LibUsb.TRANSFER_NO_DEVICE -> "the device is gone: cable pulled, or the target restarts";
            case LibUsb.TRANSFER_STALL -> "the endpoint is stalled";
            case LibUsb.TRANSFER_OVERFLOW -> "the device sent more than a packet can be";
            case LibUsb.TRANSFER_ERROR -> "the transfer failed; cable or hub may be bad";
            default -> "transfer status " + status;
        };
    }
}
