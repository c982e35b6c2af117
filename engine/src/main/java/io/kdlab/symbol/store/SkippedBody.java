package io.kdlab.symbol.store;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// The body of an answer that is not the file. What is short is read, so that the connection can go on being used; what
/// is longer is cut off.
final class SkippedBody implements BodySubscriber<Path> {
    private static final int MOST = 1 << 16;

    private final Path path;
    private final CompletableFuture<Path> done = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;
    private int left = MOST;

    /// @param path what the answer is said to be, for whoever looks at the status alone
    SkippedBody(Path path) {
        this.path = path;
    }

    /// Refuses the body before any of it is read.
    static BodySubscriber<Path> refused(Path path, String why) {
        SkippedBody body = new SkippedBody(path);
        body.left = -1;
        body.done.completeExceptionally(new IOException(why));
        return body;
    }

    @Override
    public CompletionStage<Path> getBody() {
        return done;
    }

    @Override
    public void onSubscribe(Flow.Subscription to) {
        subscription = to;
        if (left < 0) {
            to.cancel();
        } else {
            to.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        left -= buffers.stream().mapToInt(ByteBuffer::remaining).sum();
        if (left < 0 && subscription != null) {
            subscription.cancel();
            done.complete(path);
        }
    }

    @Override
    public void onError(Throwable cause) {
        done.complete(path);
    }

    @Override
    public void onComplete() {
        done.complete(path);
    }
}
