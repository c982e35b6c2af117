package io.kdlab.transport;

import io.kdlab.link.LinkDialect;

/// What a wire can do, for those who may not look at its kind.
///
/// @param dialect ids, framing and acks on it
/// @param hotplug whether the wire's device may vanish and come back while the machine runs
/// @param lineRate bits a second where the wire has such a thing, else 0
/// @param largestRead how many bytes a read may ask for so that its reply is one packet of the wire
public record TransportCapabilities(LinkDialect dialect, boolean hotplug, int lineRate, int largestRead) {
    /// What fits behind the 56 bytes of a manipulate header in a packet of 4000.
    public static final int LARGEST_READ = 3944;

    /// A byte stream with the trailer and the bare break-in byte.
    public static TransportCapabilities stream(boolean hotplug, int lineRate) {
        return new TransportCapabilities(LinkDialect.SERIAL, hotplug, lineRate, LARGEST_READ);
    }
}
