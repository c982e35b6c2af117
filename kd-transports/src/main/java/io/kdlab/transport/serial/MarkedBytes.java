package io.kdlab.transport.serial;

import io.kdlab.fault.LineSample;

/// Takes the marks out of what a terminal device delivers under PARMRK, where `FF 00 x` is a byte x with a
/// framing or parity error (`FF 00 00` a break too) and `FF FF` is the byte FF.
///
/// A byte with an error is handed on as the receiver saw it: the packet around it fails anyway, and what it
/// looked like tells the sender's rate. Keeps its place between reads. Not thread-safe.
final class MarkedBytes {
    private static final int MARK = 0xff;

    private enum Place {
        PLAIN,
        AFTER_MARK,
        IN_ERROR
    }

    private final LineSample sample;
    private Place place = Place.PLAIN;

    MarkedBytes(LineSample sample) {
        this.sample = sample;
    }

    /// Works in place on the first `count` bytes and returns how many of them are left: none when a mark is
    /// cut in the middle.
    int strip(byte[] bytes, int count) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int next = bytes[i] & 0xff;
            if (place == Place.PLAIN && next == MARK) {
                place = Place.AFTER_MARK;
            } else if (place == Place.AFTER_MARK && next == 0) {
                place = Place.IN_ERROR;
            } else {
                // After a mark this is FF itself, or a byte that a driver without marks let through.
                sample.add(next, place == Place.IN_ERROR);
                bytes[kept++] = (byte) next;
                place = Place.PLAIN;
            }
        }
        return kept;
    }
}
