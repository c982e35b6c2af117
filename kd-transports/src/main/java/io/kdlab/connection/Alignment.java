package io.kdlab.connection;

import io.kdlab.link.LinkHandler;
import io.kdlab.link.LinkState;
import io.kdlab.message.KdMessage;
import io.kdlab.message.StateChange;
import org.jspecify.annotations.Nullable;

/// Holds what needs an answer until both sides agree on ids. Event loop only.
///
/// To answer before that is to be taken for a copy. RESET goes first, and the target says it all again after its
/// answer.
final class Alignment {
    private record Held(KdMessage message, Runnable serve) {}

    /// How many rounds of RESETs a target that was heard may leave unanswered before it is served nevertheless.
    private static final int PATIENCE = 3;

    private final LinkHandler link;
    private final Runnable resync;
    private @Nullable Held held;
    private int unanswered;

    Alignment(LinkHandler link, Runnable resync) {
        this.link = link;
        this.resync = resync;
    }

    boolean isAligned() {
        return link.state().sync() == LinkState.Sync.ALIGNED;
    }

    /// Serves `message` now, or holds it: the last one, since a target says one thing at a time.
    void serve(KdMessage message, Runnable serve) {
        switch (link.state().sync()) {
            case ALIGNED -> {
                held = null;
                serve.run();
            }
            case RESETTING, SETTLING -> held = new Held(message, serve);
            case UNKNOWN -> {
                held = new Held(message, serve);
                resync.run();
            }
        }
    }

    boolean holds() {
        return held != null;
    }

    boolean holdsStop() {
        return held != null && held.message() instanceof StateChange;
    }

    /// What was heard before RESET was answered is said again after it.
    void answered() {
        unanswered = 0;
        held = null;
    }

    /// The answers to other RESETs do not come.
    void settled() {
        Held waiting = held;
        answered();
        if (waiting != null) {
            waiting.serve().run();
        }
    }

    void forget() {
        held = null;
    }

    /// A round of RESETs is over without an answer, and something is held. True if it was served: some stub knows no
    /// RESET. Its ids are not known then, so its first ack may be a lie.
    boolean servedUnanswered() {
        Held waiting = held;
        if (++unanswered < PATIENCE || waiting == null) {
            resync.run();
            return false;
        }
        held = null;
        waiting.serve().run();
        return true;
    }
}
