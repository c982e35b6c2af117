package io.kdlab.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.kdlab.engine.EngineOutput;
import io.kdlab.engine.FrontSink;
import io.kdlab.rpc.v1.Happening;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A front's output as a gRPC stream that is never fed faster than the client reads.
///
/// [#accept] blocks the front's own thread while HTTP/2's window is full; the engine's queue for this front then
/// fills and, at its
/// bound, the engine disables the front. Nobody else waits.
final class PacedStream implements FrontSink {
    private final ServerCallStreamObserver<Happening> stream;
    /// Guards `gone` and orders calls of the observer, which is not thread safe.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private boolean gone;
    private long sent;
    private @Nullable Runnable whenGone;

    PacedStream(ServerCallStreamObserver<Happening> stream) {
        this.stream = stream;
        stream.setOnReadyHandler(this::wake);
        stream.setOnCancelHandler(this::cancelled);
    }

    /// Runs `action` when the client has gone, at once if it has already.
    void whenGone(Runnable action) {
        lock.lock();
        try {
            if (!gone) {
                whenGone = action;
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    @Override
    public void accept(EngineOutput output) {
        lock.lock();
        try {
            while (!gone && !stream.isReady()) {
                changed.awaitUninterruptibly();
            }
            if (gone) {
                return;
            }
            stream.onNext(Happenings.of(output));
            sent++;
            if (output instanceof EngineOutput.Ended) {
                gone = true;
                stream.onCompleted();
            }
        } finally {
            lock.unlock();
        }
    }

    /// How many outputs have been sent.
    long sent() {
        lock.lock();
        try {
            return sent;
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void cancelled() {
        Runnable action;
        lock.lock();
        try {
            gone = true;
            action = whenGone;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (action != null) {
            action.run();
        }
    }
}
