package io.kdlab.link;

/// Why a packet in flight was given up.
public enum LinkFailure {
    /// Nobody acknowledged it.
    SILENT("no acknowledgement"),
    /// The other side received it damaged again and again.
    REFUSED("the other side keeps asking for the same packet: the line damages it"),
    /// The target's protocol began anew.
    RESTARTED("the target began anew"),
    /// Ids were agreed on anew while it was in flight.
    RESYNCHRONISED("the link was resynchronised"),
    /// The wire went.
    WIRE_DOWN("the wire is gone");

    private final String words;

    LinkFailure(String words) {
        this.words = words;
    }

    /// The same in words for a person.
    public String words() {
        return words;
    }
}
