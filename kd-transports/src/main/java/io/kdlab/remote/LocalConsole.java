package io.kdlab.remote;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Who sits at the server. Their screen may stand still (CTRL+S) and nobody waits for it: what does not fit any more
/// is not shown there.
final class LocalConsole implements Speaker {
    private static final int WAITING = 10_000;
    private static final int LAST_SECONDS = 5;

    private final BlockingQueue<Optional<String>> texts = new LinkedBlockingQueue<>(WAITING);
    private final CountDownLatch shown = new CountDownLatch(1);

    LocalConsole(Consumer<String> screen) {
        Thread.ofPlatform().daemon().name("remote screen").start(() -> {
            try {
                Optional<String> text = texts.take();
                while (text.isPresent()) {
                    screen.accept(text.get());
                    text = texts.take();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                shown.countDown();
            }
        });
    }

    @Override
    public String who() {
        return "Local";
    }

    @Override
    public void show(String text) {
        // A full queue is a screen that stands still.
        boolean _ = texts.offer(Optional.of(text));
    }

    @Override
    public boolean leave() {
        return false;
    }

    /// Waits until all is shown, some seconds at the most.
    void end() {
        try {
            if (texts.offer(Optional.empty(), LAST_SECONDS, TimeUnit.SECONDS)) {
                boolean _ = shown.await(LAST_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
