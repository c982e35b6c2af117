package io.kdlab.connection;

/// How bad a modelled wire is. Shares are per thousand units; a unit suffers one fault at most.
///
/// @param loss units that vanish
/// @param duplicate units that come twice
/// @param cut units of which the end, or on a stream a piece, is missing
/// @param flip data packets with one bit of payload or trailer changed, which the sum or the trailer shows
/// @param unseen changes that the protocol cannot see: a bit of a header, or two bits of a payload that cancel out
/// @param delayMillis the longest a unit is on its way
/// @param overtaking whether a unit may overtake another
record ModelFaults(int loss, int duplicate, int cut, int flip, int unseen, int delayMillis, boolean overtaking) {
    static final ModelFaults NONE = new ModelFaults(0, 0, 0, 0, 0, 2, false);

    static ModelFaults of(int each, int delayMillis) {
        return new ModelFaults(each, each, each, each, 0, delayMillis, false);
    }

    ModelFaults withUnseen(int share) {
        return new ModelFaults(loss, duplicate, cut, flip, share, delayMillis, overtaking);
    }
}
