package io.kdlab.connection;

import io.kdlab.value.Epoch;
import java.util.function.BiConsumer;

/// Lets one epoch act on a wire. It only moves up.
///
/// Passing and moving exclude each other: after [#move] has returned, no byte of an exchange begun under
/// another epoch goes out for the first time. What was begun before is finished by the box.
public final class Gate {
    private Epoch current;
    private String reason = "nobody has moved it";
    private BiConsumer<Epoch, String> moved = (epoch, why) -> {};

    /// A gate that stands at an epoch.
    public Gate(Epoch current) {
        this.current = current;
    }

    /// The epoch that may act.
    public synchronized Epoch current() {
        return current;
    }

    /// Why it stands where it stands.
    public synchronized String reason() {
        return reason;
    }

    /// Moves up; to the same epoch changes nothing.
    ///
    /// @throws IllegalArgumentException downwards
    public void move(Epoch to, String why) {
        synchronized (this) {
            if (current.isAfter(to)) {
                throw new IllegalArgumentException(
                        "the gate stands at %s and never moves down to %s".formatted(current, to));
            }
            if (current.equals(to)) {
                return;
            }
            current = to;
            reason = why;
            moved.accept(to, why);
        }
    }

    /// Who is told of each move, while no exchange can pass. Must not block.
    synchronized void onMove(BiConsumer<Epoch, String> listener) {
        moved = listener;
    }

    /// Runs `first`, which sends an exchange's first byte, if the epoch is the current one.
    synchronized void pass(Epoch epoch, Runnable first) throws EpochRefusedException {
        if (!epoch.equals(current)) {
            throw refusal(epoch);
        }
        first.run();
    }

    synchronized EpochRefusedException refusal(Epoch epoch) {
        return new EpochRefusedException(epoch, current, reason);
    }
}
