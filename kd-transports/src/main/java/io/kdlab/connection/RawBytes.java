package io.kdlab.connection;

import io.kdlab.value.Bytes;
import java.util.Arrays;

/// Bytes received and not yet cut into frames: no more than a packet decoder holds and the chunk it is given.
final class RawBytes {
    private byte[] bytes = new byte[0];
    private int held;
    private long taken;

    void add(Bytes chunk) {
        if (held + chunk.length() > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, held + chunk.length()));
        }
        chunk.copyTo(bytes, held);
        held += chunk.length();
    }

    int held() {
        return held;
    }

    /// How many bytes were taken since the beginning.
    long taken() {
        return taken;
    }

    Bytes take(long count) {
        int length = (int) Math.min(count, held);
        Bytes first = Bytes.of(bytes, 0, length);
        System.arraycopy(bytes, length, bytes, 0, held - length);
        held -= length;
        taken += length;
        return first;
    }
}
