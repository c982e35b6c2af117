package io.kdlab.transport.ieee1394;

/// What `ioctl(2)` is asked for on a firewire device, and what its events are (`linux/firewire-cdev.h`, which
/// a test compares). Numbers as on every 64-bit little-endian Linux.
final class CdevRequest {
    static final int GET_INFO = 0xC0282300;
    static final int SEND_REQUEST = 0x40282301;
    static final int GET_SPEED = 0x00002311;

    /// The interface's version that this code was written for.
    static final int VERSION = 5;

    static final int EVENT_BUS_RESET = 0;
    static final int EVENT_RESPONSE = 1;

    static final int WRITE_BLOCK = 1;
    static final int READ_BLOCK = 5;

    private CdevRequest() {}
}
