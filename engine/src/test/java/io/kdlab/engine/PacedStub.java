package io.kdlab.engine;

import io.kdlab.stub.PastEvent;
import io.kdlab.stub.Stub;
import io.kdlab.stub.StubEvent;
import io.kdlab.stub.StubReply;
import io.kdlab.stub.StubRequest;
import io.kdlab.stub.Ticket;
import io.kdlab.stub.WireCount;
import io.kdlab.value.Epoch;
import java.util.List;
import java.util.function.Consumer;

/// A stub whose wire is said to carry `rate` bytes a second, whatever it does.
record PacedStub(Stub stub, int rate) implements Stub {
    @Override
    public StubReply execute(Ticket ticket, StubRequest request) {
        return stub.execute(ticket, request);
    }

    @Override
    public Subscription subscribe(Consumer<StubEvent> consumer) {
        return stub.subscribe(consumer);
    }

    @Override
    public List<PastEvent> history(long since, int max) {
        return stub.history(since, max);
    }

    @Override
    public void note(String command, String who) {
        stub.note(command, who);
    }

    @Override
    public Epoch gate() {
        return stub.gate();
    }

    @Override
    public int largestRead() {
        return stub.largestRead();
    }

    @Override
    public WireCount carried() {
        return stub.carried();
    }

    @Override
    public String wire() {
        return stub.wire();
    }

    @Override
    public void close() {
        stub.close();
    }
}
