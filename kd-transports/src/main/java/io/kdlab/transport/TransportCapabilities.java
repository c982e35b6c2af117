package io.kdlab.transport;

/// What a wire can do, for those who may not look at its kind.
///
/// @param datagrams whether packet boundaries survive the wire
/// @param trailer whether data packets end in 0xAA on it
/// @param breakInByte whether break-in is the bare byte 0x62 (otherwise it is a packet of its own)
/// @param hotplug whether the wire's device may vanish and come back while the machine runs
/// @param lineRate bits a second where the wire has such a thing, else 0
public record TransportCapabilities(
        boolean datagrams, boolean trailer, boolean breakInByte, boolean hotplug, int lineRate) {
    /// A byte stream with the trailer and the bare break-in byte.
    public static TransportCapabilities stream(boolean hotplug, int lineRate) {
        return new TransportCapabilities(false, true, true, hotplug, lineRate);
    }
}
