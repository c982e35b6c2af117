package io.kdlab.capture;

import io.kdlab.message.DebugIo;
import io.kdlab.message.KdMessage;
import io.kdlab.message.Manipulate;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.StateChange;
import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.transport.Direction;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A line for each packet and each damage as it happens, for a person who wonders whether the target is alive:
/// packets mean that it is, `again` that it did not answer in time, silence that our side is stuck.
///
/// Off until it is switched on; while it is off it costs a copy of what passes. Lines are shown by a thread of its
/// own, and left out (with a count) where that cannot keep up.
public final class PacketTrace implements LinkTap, AutoCloseable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final int QUEUE = 1000;

    private final Consumer<String> shown;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong leftOut = new AtomicLong();
    private final Thread thread;
    private volatile boolean on;
    private volatile boolean closing;
    /// What our side sent last, so that a packet sent again is known: the link sends one at a time. Event loop
    /// only.
    private @Nullable KdPacket sent;

    private PacketTrace(Consumer<String> shown, boolean on) {
        this.shown = shown;
        this.on = on;
        this.thread = Thread.ofVirtual().name("packet trace").unstarted(this::showAll);
    }

    /// A trace whose lines, with their ends, go to `shown`.
    public static PacketTrace to(Consumer<String> shown, boolean on) {
        PacketTrace trace = new PacketTrace(shown, on);
        trace.thread.start();
        return trace;
    }

    /// Switches it on or off.
    ///
    /// @return whether it is on now
    public boolean toggle() {
        on = !on;
        return on;
    }

    /// Damage is seen in frames only, and those are asked for once; a link at human speed can afford the copy.
    @Override
    public boolean wantsBytes() {
        return true;
    }

    @Override
    public void frame(Instant time, Direction direction, Inbound found, Bytes bytes) {
        String again = "";
        if (direction == Direction.TO_TARGET && found instanceof Inbound.Packet(KdPacket packet)) {
            boolean data = packet instanceof KdPacket.Data;
            again = data && packet.equals(sent) ? " again: no answer in time, or asked for" : "";
            sent = data ? packet : sent;
        }
        if (on) {
            line(time, direction, words(found) + again);
        }
    }

    @Override
    public void note(Instant time, Kind kind, String text, String who) {
        if (on && (kind == Kind.LINK || kind == Kind.RESET)) {
            line(time, Direction.TO_TARGET, text);
        }
    }

    /// Shows what is waiting, for a second at the most.
    @Override
    public void close() {
        closing = true;
        try {
            if (!thread.join(Duration.ofSeconds(1))) {
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void line(Instant time, Direction direction, String words) {
        if (!lines.offer("%s %s %s%n".formatted(TIME.format(time), direction.arrow(), words))) {
            leftOut.incrementAndGet();
        }
    }

    private void showAll() {
        try {
            while (!closing || !lines.isEmpty()) {
                String line = lines.poll(100, TimeUnit.MILLISECONDS);
                if (line != null) {
                    shown.accept(line);
                }
                long missing = leftOut.getAndSet(0);
                if (missing > 0) {
                    shown.accept("(%d lines of the trace left out)%n".formatted(missing));
                }
            }
        } catch (InterruptedException _) {
            // The console does not take them.
        }
    }

    private static String words(Inbound found) {
        return switch (found) {
            case Inbound.Packet(KdPacket.Data data) ->
                data + said(MessageCodec.X64.decode(data.type(), data.payload()));
            case Inbound.Packet(KdPacket packet) -> packet.toString();
            case Inbound.Damaged damaged -> "damaged " + damaged;
            case Inbound.Noise(int count) -> count + " bytes outside any packet";
        };
    }

    private static String said(KdMessage message) {
        return switch (message) {
            case Manipulate manipulate ->
                " " + manipulate.body().getClass().getSimpleName() + " " + manipulate.status();
            case StateChange change ->
                " " + change.body().getClass().getSimpleName() + " at " + change.programCounter();
            case DebugIo io -> " " + io.body().getClass().getSimpleName();
            default -> "";
        };
    }
}
