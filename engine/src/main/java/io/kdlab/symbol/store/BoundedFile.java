package io.kdlab.symbol.store;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Writes the body of an answer to a file and refuses one that is longer than allowed.
final class BoundedFile implements BodySubscriber<Path> {
    private final Path path;
    private final long most;
    private final AtomicLong written;
    private final CompletableFuture<Path> done = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;
    private @Nullable FileChannel channel;

    /// @param written counts the bytes for whoever watches
    BoundedFile(Path path, long most, AtomicLong written) {
        this.path = path;
        this.most = most;
        this.written = written;
    }

    @Override
    public CompletionStage<Path> getBody() {
        return done;
    }

    @Override
    public void onSubscribe(Flow.Subscription to) {
        subscription = to;
        try {
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
            to.request(1);
        } catch (IOException e) {
            fail(e);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (done.isDone() || channel == null || subscription == null) {
            return;
        }
        try {
            for (ByteBuffer buffer : buffers) {
                if (written.addAndGet(buffer.remaining()) > most) {
                    throw new IOException("sends more than " + most + " bytes");
                }
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
            subscription.request(1);
        } catch (IOException e) {
            fail(e);
        }
    }

    @Override
    public void onError(Throwable cause) {
        fail(cause);
    }

    @Override
    public void onComplete() {
        close();
        done.complete(path);
    }

    private void fail(Throwable cause) {
        if (subscription != null) {
            subscription.cancel();
        }
        close();
        done.completeExceptionally(cause);
    }

    private void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                done.completeExceptionally(e);
            }
        }
    }
}
