package io.kdlab.message;

import io.kdlab.value.Bytes;

/// What is left of bytes under a mask.
final class Masks {
    private Masks() {}

    static Bytes and(Bytes bytes, Bytes mask) {
        byte[] result = bytes.toByteArray();
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) (result[i] & mask.get(i));
        }
        return Bytes.of(result);
    }
}
