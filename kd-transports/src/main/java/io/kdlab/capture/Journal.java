package io.kdlab.capture;

import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.transport.Direction;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Bytes;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// What happened on a link, with times: prints, stops, bug checks, grants, results that nobody was left to
/// take.
///
/// The newest entries are in memory, for whoever attaches; with a file ([JournalFile]) all are kept, and a
/// restart finds them. As a tap it never blocks: the file is written by a thread of its own.
public final class Journal implements LinkTap, AutoCloseable {
    /// How many entries stay in memory.
    public static final int REMEMBERED = 5000;

    private final Deque<JournalEntry> entries = new ArrayDeque<>();
    private final Clock clock;
    private final Consumer<JournalEntry> file;
    private final Runnable close;
    private volatile LinkTap follower = LinkTap.NONE;
    private long position;

    private Journal(Clock clock, List<JournalEntry> past, Consumer<JournalEntry> file, Runnable close) {
        this.clock = clock;
        this.file = file;
        this.close = close;
        entries.addAll(past);
        this.position = past.isEmpty() ? 0 : past.getLast().position();
    }

    /// One that is forgotten with the process.
    public static Journal inMemory(Clock clock) {
        return new Journal(clock, List.of(), entry -> {}, () -> {});
    }

    /// One that goes on where the file ends.
    public static Journal over(JournalFile file, Clock clock) {
        return new Journal(clock, file.last(REMEMBERED), file::append, file::close);
    }

    /// Shows everything to another tap too, what is added by hand included: a capture then says who did what.
    public Journal followedBy(LinkTap tap) {
        follower = tap;
        return this;
    }

    @Override
    public boolean wantsBytes() {
        return follower.wantsBytes();
    }

    @Override
    public void bytes(Instant time, Direction direction, Bytes bytes) {
        follower.bytes(time, direction, bytes);
    }

    @Override
    public void frame(Instant time, Direction direction, Inbound found, Bytes bytes) {
        follower.frame(time, direction, found, bytes);
    }

    @Override
    public void packet(Instant time, Direction direction, KdPacket packet) {
        follower.packet(time, direction, packet);
    }

    /// Writes an entry.
    public void add(Kind kind, String text, String who) {
        note(clock.instant(), kind, text, who);
    }

    @Override
    public synchronized void note(Instant time, Kind kind, String text, String who) {
        position++;
        JournalEntry entry = new JournalEntry(position, time, kind.name().toLowerCase(Locale.ROOT), text, who);
        entries.add(entry);
        if (entries.size() > REMEMBERED) {
            entries.remove();
        }
        file.accept(entry);
        follower.note(time, kind, text, who);
    }

    /// The position of the newest entry; 0 when there is none.
    public synchronized long position() {
        return position;
    }

    /// The remembered entries after a position, oldest first, at most the newest `max`.
    public synchronized List<JournalEntry> since(long after, int max) {
        List<JournalEntry> found =
                entries.stream().filter(entry -> entry.position() > after).toList();
        return found.subList(Math.max(0, found.size() - max), found.size());
    }

    /// Writes out what is waiting and closes the file.
    @Override
    public void close() {
        close.run();
    }
}
