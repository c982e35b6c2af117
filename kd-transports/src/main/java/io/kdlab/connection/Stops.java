package io.kdlab.connection;

import io.kdlab.message.ExceptionStop;
import io.kdlab.message.LoadSymbols;
import io.kdlab.message.StateChange;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Address;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether the target stands or runs, and which stops our break-in bytes made. Event loop only.
final class Stops {
    private static final int BREAKPOINT = 0x80000003;
    /// How long after a continue a left-over break-in byte makes itself felt.
    private static final Duration SURPLUS = Duration.ofSeconds(2);

    private final LinkNews news;
    private @Nullable StateChange stopped;
    private @Nullable Address brokenInAt;
    private Instant resumed = Instant.EPOCH;
    private boolean breakingIn;
    private long breakInsBefore;
    private long surplusBreakIns;

    Stops(LinkNews news) {
        this.news = news;
    }

    boolean isStopped() {
        return stopped != null;
    }

    void breakingIn() {
        if (!breakingIn) {
            breakInsBefore = news.counters().breakIns();
        }
        breakingIn = true;
    }

    void stopped(StateChange change) {
        boolean again = stopped != null;
        stopped = change;
        Instant now = news.now();
        if (again) {
            news.note(LinkTap.Kind.LINK, "the stop was announced again", "target");
            return;
        }
        boolean brokenIn = breakingIn && isBreakpoint(change);
        boolean surplus = !breakingIn
                && surplusBreakIns > 0
                && isBreakpoint(change)
                && change.programCounter().equals(brokenInAt)
                && now.isBefore(resumed.plus(SURPLUS));
        if (brokenIn) {
            // One of the bytes made this stop; each of the others may make one more.
            surplusBreakIns += Math.max(0, news.counters().breakIns() - breakInsBefore - 1);
            brokenInAt = change.programCounter();
        } else if (surplus) {
            surplusBreakIns--;
        }
        breakingIn = false;
        news.status(new LinkStatus.Stopped(change, now));
        news.stands(true);
        news.note(LinkTap.Kind.STOP, describe(change) + (surplus ? " (surplus break-in)" : ""), "target");
        news.publish(new LinkNotice.StateChanged(change, brokenIn, surplus, now));
    }

    /// A continue was acknowledged.
    void resumed() {
        stopped = null;
        resumed = news.now();
        news.stands(false);
        running();
    }

    /// The target was heard and has not stopped.
    void running() {
        if (!(news.status() instanceof LinkStatus.Running)) {
            Instant now = news.now();
            if (news.stands()) {
                // It stood when the link was lost, and nobody made it run.
                news.stands(false);
                news.note(LinkTap.Kind.RESET, "the target stood and now runs: it began anew meanwhile", "target");
                news.publish(new LinkNotice.TargetReset(now));
            }
            news.status(new LinkStatus.Running(now));
            news.publish(new LinkNotice.Resumed(now));
        }
    }

    /// What was known of the target is void.
    void clear() {
        stopped = null;
        brokenInAt = null;
        surplusBreakIns = 0;
    }

    private static boolean isBreakpoint(StateChange change) {
        return change.body() instanceof ExceptionStop stop && stop.code().code() == BREAKPOINT;
    }

    private static String describe(StateChange change) {
        String what = switch (change.body()) {
            case ExceptionStop stop -> "exception " + stop.code() + (stop.isFirstChance() ? "" : " (second chance)");
            case LoadSymbols symbols when symbols.isGoingDown() -> "going down";
            case LoadSymbols symbols ->
                (symbols.unload() == 0 ? "loaded " : "unloaded ") + change.path() + " at " + symbols.base();
            default -> "state 0x" + Integer.toHexString(change.header().newState());
        };
        return "processor %d at %s: %s".formatted(change.processor(), change.programCounter(), what);
    }
}
