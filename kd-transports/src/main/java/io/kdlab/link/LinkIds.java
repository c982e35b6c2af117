package io.kdlab.link;

/// How a kind of wire numbers data packets, as data (kd-protocol.md §1.4, §1.9; kdnet.md §5).
///
/// @param firstOfHost the host's first id after its stream began anew
/// @param firstOfTarget the target's, without SYNC
/// @param syncBit set in the id of a target's first packet after its protocol began anew; 0 where there is none
/// @param counting how the next id is made
/// @param reset what RESET does to ids
/// @param late whether packets can overtake each other, so that an id behind the last one is an old copy
public record LinkIds(int firstOfHost, int firstOfTarget, int syncBit, Counting counting, Reset reset, boolean late) {
    /// How the next id is made. Ids are unsigned and wrap.
    public enum Counting {
        /// One bit toggles: …0, …1, …0.
        TOGGLE,
        /// Up by one.
        ONES,
        /// Up by two.
        TWOS
    }

    /// What RESET does to ids.
    public enum Reset {
        /// Both streams begin anew; the RESET itself carries 0.
        RESTARTS,
        /// Both streams go on: a RESET carries the id of its sender's packet in flight or next one, and whoever
        /// gets it expects that id.
        CARRIES
    }

    /// How far behind the expected id a late copy can be. One packet is in flight at a time.
    private static final int LATE_WINDOW = 32;

    /// Serial lines, pipes, TCP, USB debug cables.
    static final LinkIds TOGGLING = new LinkIds(0x80800000, 0x80800000, 0x800, Counting.TOGGLE, Reset.RESTARTS, false);

    /// The id after this one.
    public int next(int id) {
        int bare = bare(id);
        return switch (counting) {
            case TOGGLE -> bare ^ 1;
            case ONES -> bare + 1;
            case TWOS -> bare + 2;
        };
    }

    /// The id of the packet after one that was given up. A counted id is used up, since the other side may have taken
    /// it; one that toggles is used again, and only RESET makes sure.
    int afterGivenUp(int id) {
        return counting == Counting.TOGGLE ? id : next(id);
    }

    int bare(int id) {
        return id & ~syncBit;
    }

    boolean hasSync(int id) {
        return (id & syncBit) != 0;
    }

    boolean marksBeginning() {
        return syncBit != 0;
    }

    /// Whether `id` is one that a receiver expecting `expected` has been past.
    boolean isBehind(int id, int expected) {
        return counting == Counting.TOGGLE ? id != expected : id - expected < 0;
    }

    /// Whether `id` is an old copy's: a little behind. One far behind was never ours to expect.
    boolean isLate(int id, int expected) {
        return late && id - expected < 0 && expected - id <= LATE_WINDOW;
    }

    /// A target's first id of all.
    public int firstId() {
        return firstOfTarget | syncBit;
    }

    /// What our RESET carries.
    int inReset(int nextOut) {
        return reset == Reset.CARRIES ? nextOut : 0;
    }

    /// What is expected from the other side after its RESET.
    int expectedAfterReset(int carried, int first) {
        return reset == Reset.CARRIES ? carried : first;
    }

    /// Our own next id after a RESET.
    int outAfterReset(int nextOut, int first) {
        return reset == Reset.CARRIES ? nextOut : first;
    }
}
