package io.kdlab.transport.usb;

import java.util.ArrayList;
import java.util.List;

/// How one logical transfer, which carries one KD packet, becomes bulk requests: pieces of 4096 bytes, and
/// one of nothing at the end where the length alone would not end it (`kd-protocol.md` §9.3).
final class BulkSplit {
    /// The largest piece that is written at once.
    static final int PIECE = 4096;
    /// What is read at once: the longest packet, 16 + 4000 bytes. A transfer that fills it needs no other end.
    static final int READ = 4016;

    private BulkSplit() {}

    /// The lengths of the pieces, in order, for an endpoint that takes `packetSize` bytes at a time. A
    /// transfer ends with the first packet that is shorter than that.
    static List<Integer> of(int length, int packetSize) {
        List<Integer> pieces = new ArrayList<>();
        for (int sent = 0; sent < length; sent += PIECE) {
            pieces.add(Math.min(PIECE, length - sent));
        }
        if (length % packetSize == 0) {
            pieces.add(0);
        }
        return pieces;
    }
}
