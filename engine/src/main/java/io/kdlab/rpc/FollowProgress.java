package io.kdlab.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// How far a client has read what happens, and who waits until it has read further.
final class FollowProgress {
    private final List<Waiter> waiters = new ArrayList<>();
    private long heard;
    private boolean over;

    private record Waiter(long upTo, CompletableFuture<Boolean> there) {}

    /// One more happening was read and handed on.
    void heardOne() {
        advance(false);
    }

    /// Nothing more will come.
    void end() {
        advance(true);
    }

    private void advance(boolean last) {
        List<Waiter> done = new ArrayList<>();
        synchronized (this) {
            heard++;
            over |= last;
            waiters.removeIf(waiter -> (over || waiter.upTo() <= heard) && done.add(waiter));
        }
        done.forEach(waiter -> waiter.there().complete(true));
    }

    /// Done when `count` happenings have been read, or none will come any more.
    CompletableFuture<Boolean> upTo(long count) {
        CompletableFuture<Boolean> there = new CompletableFuture<>();
        synchronized (this) {
            if (!over && heard < count) {
                waiters.add(new Waiter(count, there));
                return there;
            }
        }
        there.complete(true);
        return there;
    }
}
