package io.kdlab.packet;

/// Which end of the wire listens; it decides what the byte 0x62 means.
public enum Role {
    /// The debugger. A target never sends break-ins: 0x62 outside a packet is noise.
    HOST,
    /// The kernel. 0x62 outside a packet is a break-in once a leader or silence follows it.
    TARGET
}
