package io.kdlab.connection;

import io.kdlab.fault.BaudDetection;
import io.kdlab.fault.BaudGuess;
import io.kdlab.fault.LineSample;
import io.netty.channel.ChannelHandlerContext;
import java.util.Optional;

/// Asks what rate the garbage on a line was sent at: when there is enough of it, again whenever there is
/// twice as much, until there is an answer. Event loop only; the asking itself is done elsewhere.
final class BaudHint {
    private BaudGuess guess = new BaudGuess.NoIdea();
    private long askedAt;
    private boolean asking;
    private int rate;

    /// Looks whether it is time to ask.
    ///
    /// @param stray how many bytes have come since the last intact packet
    /// @param answered called on the event loop when a rate was found
    void look(ChannelHandlerContext ctx, long stray, Runnable answered) {
        Optional<LineSample> sample = LineSample.of(ctx.channel());
        boolean due = stray >= Math.max(BaudDetection.FEWEST, 2 * askedAt);
        if (sample.isEmpty() || asking || !due || !(guess instanceof BaudGuess.NoIdea)) {
            return;
        }
        asking = true;
        askedAt = stray;
        rate = sample.get().rate();
        int[] symbols = sample.get().newest(stray);
        Thread.ofVirtual().name("baud").start(() -> {
            BaudGuess found = BaudDetection.at(rate).guess(symbols);
            ctx.executor().execute(() -> answer(found, answered));
        });
    }

    private void answer(BaudGuess found, Runnable answered) {
        asking = false;
        // An intact packet may have come meanwhile.
        if (askedAt > 0 && !(found instanceof BaudGuess.NoIdea)) {
            guess = found;
            answered.run();
        }
    }

    /// An intact packet came: the rate is right.
    void clear() {
        guess = new BaudGuess.NoIdea();
        askedAt = 0;
    }

    /// What the garbage looks like, and what to do, in a clause.
    Optional<String> text() {
        return switch (guess) {
            case BaudGuess.Rate(int baud) ->
                Optional.of("looks like the target speaks %d baud, and this link %d; try baud=%d"
                        .formatted(baud, rate, baud));
            case BaudGuess.AtMost(int baud) ->
                Optional.of("looks like the target speaks %d baud or less, and this link %d; try baud=%d"
                        .formatted(baud, rate, baud));
            case BaudGuess.NoIdea _ -> Optional.empty();
        };
    }
}
