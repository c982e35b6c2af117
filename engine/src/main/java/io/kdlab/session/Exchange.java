package io.kdlab.session;

import io.kdlab.stub.Stub;
import io.kdlab.stub.StubReply;
import io.kdlab.stub.StubRequest;
import io.kdlab.stub.Ticket;
import io.kdlab.value.Epoch;
import java.util.concurrent.atomic.AtomicLong;

/// Numbers a session's requests and sends them under the epoch that the session acts under.
final class Exchange {
    private final Stub stub;
    private final long session;
    private final AtomicLong numbers = new AtomicLong();
    private volatile Epoch epoch;

    Exchange(Stub stub, long session, Epoch epoch) {
        this.stub = stub;
        this.session = session;
        this.epoch = epoch;
    }

    void adopt(Epoch next) {
        epoch = next;
    }

    Epoch epoch() {
        return epoch;
    }

    /// How many bytes one memory request may carry.
    int largestRead() {
        return stub.largestRead();
    }

    /// Bytes that the wire carries in a second, as far as is known.
    int rate() {
        return stub.rate();
    }

    StubReply ask(StubRequest request) {
        return stub.execute(new Ticket(epoch, session, numbers.incrementAndGet()), request);
    }

    /// A request that only succeeds or fails.
    StubReply.Done done(StubRequest request) {
        return expect(StubReply.Done.class, request);
    }

    <T extends StubReply> T expect(Class<T> kind, StubRequest request) {
        StubReply reply = ask(request);
        if (!kind.isInstance(reply)) {
            throw new IllegalStateException("the stub answered " + request + " with " + reply);
        }
        return kind.cast(reply);
    }
}
