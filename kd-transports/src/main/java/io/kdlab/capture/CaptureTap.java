package io.kdlab.capture;

import io.kdlab.packet.Inbound;
import io.kdlab.transport.Direction;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Bytes;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/// One link of a capture: hands frames to the file's queue, and counts those for which there is no room.
final class CaptureTap implements LinkTap {
    /// Where frames go; false when there is no room.
    interface Queue {
        boolean offer(CaptureTap link, CapturedFrame frame);
    }

    private final int number;
    private final String name;
    private final String description;
    private final Queue queue;
    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong lostLately = new AtomicLong();

    CaptureTap(int number, String name, String description, Queue queue) {
        this.number = number;
        this.name = name;
        this.description = description;
        this.queue = queue;
    }

    @Override
    public boolean wantsBytes() {
        return true;
    }

    @Override
    public void frame(Instant time, Direction direction, Inbound found, Bytes bytes) {
        if (bytes.isEmpty()) {
            return;
        }
        switch (found) {
            case Inbound.Packet _ -> take(CapturedFrame.of(time, name, direction, bytes));
            case Inbound.Damaged damaged ->
                take(new CapturedFrame(
                        time, name, direction, bytes, damaged.toString(), PcapngFormat.fault(damaged.why()), 0));
            case Inbound.Noise _ ->
                take(new CapturedFrame(time, name, direction, bytes, "bytes outside any packet", 0, 0));
        }
    }

    /// What the packets do not say themselves: prints, prompts and stops are in them, and what a
    /// stop means follows from who acted.
    @Override
    public void note(Instant time, Kind kind, String text, String who) {
        switch (kind) {
            case PRINT, PROMPT, STOP, BUG_CHECK, STAND -> {}
            case LINK, RESET, GATE, FILE, DISCARDED, ACT -> {
                String comment = kind.name().toLowerCase(Locale.ROOT) + " by " + who + ": " + text;
                Direction direction = who.equals("target") ? Direction.FROM_TARGET : Direction.TO_TARGET;
                take(new CapturedFrame(time, name, direction, Bytes.EMPTY, comment, 0, 0));
            }
        }
    }

    Bytes declaration() {
        return PcapngWriter.link(name, description);
    }

    Bytes statistics(Instant time) {
        return PcapngWriter.statistics(number, time, seen.get(), lost.get());
    }

    int number() {
        return number;
    }

    long lost() {
        return lost.get();
    }

    /// Counts a frame that had room in the queue and could not be written.
    void unwritten(CapturedFrame frame) {
        lost.incrementAndGet();
        lostLately.addAndGet(frame.lost() + 1);
    }

    private void take(CapturedFrame frame) {
        seen.incrementAndGet();
        long before = lostLately.getAndSet(0);
        if (!queue.offer(this, frame.withLost(before))) {
            lost.incrementAndGet();
            lostLately.addAndGet(before + 1);
        }
    }
}
