package io.kdlab.packet;

/// What can be wrong with a packet whose leader was found.
public enum Damage {
    /// Complete, but the payload's sum differs from the header's.
    BAD_CHECKSUM("bad checksum"),
    /// The byte after the payload is not 0xAA: bytes were lost, added or changed.
    BAD_TRAILER("bad trailer"),
    /// The header announces more than the protocol allows. Nothing was waited for or allocated.
    TOO_LONG("count over the limit"),
    /// The line fell silent, or another packet began, before the announced bytes were there.
    TRUNCATED("truncated");

    private final String words;

    Damage(String words) {
        this.words = words;
    }

    /// The same in words for a person.
    public String words() {
        return words;
    }
}
