package io.kdlab.stub;

import io.kdlab.value.Epoch;
import java.util.List;
import java.util.function.Consumer;

/// Memory, processor and operating-system requests to one target, its events, and the gate in front of it.
///
/// Every wait inside has a limit of ten seconds and ends in one of the `EngineException`s.
public interface Stub extends AutoCloseable {
    /// Executes one request, or returns what the same ticket was answered before.
    ///
    /// A ticket whose number was seen is never executed twice; one so old that its answer is forgotten is
    /// refused with `OutcomeUnknown`.
    StubReply execute(Ticket ticket, StubRequest request);

    /// Delivers what happens from now on, in order, on a thread of the stub's. The first event tells the state
    /// that the link is in. The consumer must not block.
    Subscription subscribe(Consumer<StubEvent> consumer);

    /// What happened after journal position `since`, oldest first, at most the newest `max` entries.
    List<PastEvent> history(long since, int max);

    /// Writes into the journal that `who` gave a command.
    void note(String command, String who);

    /// Writes into the journal why the target stands, or that it runs: for the engine that comes after this one.
    void stand(String why);

    /// Agrees on packet order with the target anew; returns at once.
    ///
    /// @throws io.kdlab.target.TargetLost when the wire is down
    void resynchronise();

    /// The epoch that may act now.
    Epoch gate();

    /// How many bytes one memory request may carry so that it stays within what the wire carries whole.
    int largestRead();

    /// What the wire has carried since the stub was opened; nothing where there is no wire.
    default WireCount carried() {
        return WireCount.NONE;
    }

    /// Bytes that the wire carries in a second, as it was measured; the largest number where there is no wire.
    default int rate() {
        return Integer.MAX_VALUE;
    }

    /// The wire, as people name it.
    String wire();

    /// Lets go of the stub. The link stays as it is.
    @Override
    void close();

    /// Ends the delivery of events.
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
