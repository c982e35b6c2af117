package io.kdlab.packet;

import io.kdlab.value.Bytes;

/// The protocol's checksum: the sum of the payload's bytes, modulo 2^32. Header, leader and trailer are left out.
public final class Checksum {
    private Checksum() {}

    /// The checksum of a payload.
    public static int of(Bytes payload) {
        return of(payload.toByteArray(), 0, payload.length());
    }

    static int of(byte[] bytes, int offset, int length) {
        int sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += bytes[i] & 0xff;
        }
        return sum;
    }
}
