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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// A stub whose wire is said to carry `rate` bytes a second, whatever it does.
///
/// @param twice the reads that gave bytes which another one had given in the same stop
record PacedStub(Stub stub, int rate, Set<Long> read, List<StubRequest> twice) implements Stub {
    PacedStub(Stub stub, int rate, List<StubRequest> twice) {
        this(stub, rate, ConcurrentHashMap.newKeySet(), twice);
    }

    @Override
    public StubReply execute(Ticket ticket, StubRequest request) {
        StubReply reply = stub.execute(ticket, request);
        if (request instanceof StubRequest.ReadVirtual asked && reply instanceof StubReply.Data data) {
            int before = read.size();
            for (int i = 0; i < data.bytes().length(); i++) {
                read.add(asked.at().value() + i);
            }
            if (read.size() < before + data.bytes().length()) {
                twice.add(asked);
            }
        } else if (request.isActing()) {
            read.clear();
        }
        return reply;
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
    public void stand(String why) {
        stub.stand(why);
    }

    @Override
    public void resynchronise() {
        stub.resynchronise();
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
