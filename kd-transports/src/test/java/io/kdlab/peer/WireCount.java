package io.kdlab.peer;

import io.kdlab.transport.Direction;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Bytes;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// Counts the bytes on a wire, both ways.
public final class WireCount implements LinkTap {
    private final AtomicLong bytes = new AtomicLong();

    /// How many passed since the last [#reset].
    public long bytes() {
        return bytes.get();
    }

    /// Begins anew.
    public void reset() {
        bytes.set(0);
    }

    @Override
    public boolean wantsBytes() {
        return true;
    }

    @Override
    public void bytes(Instant time, Direction direction, Bytes passed) {
        bytes.addAndGet(passed.length());
    }
}
