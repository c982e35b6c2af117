package io.kdlab.connection;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;

/// One end of a modelled wire: a pipeline whose timers run in the model's time.
final class ModelEnd {
    private final EmbeddedChannel channel;
    private final ModelClock clock;
    private long due;

    ModelEnd(ModelClock clock, ModelWire out, ChannelHandler... stages) {
        this.clock = clock;
        ChannelHandler[] all = new ChannelHandler[stages.length + 1];
        all[0] = out;
        System.arraycopy(stages, 0, all, 1, stages.length);
        channel = EmbeddedChannel.builder()
                .register(false)
                .ticker(clock.ticker())
                .handlers(all)
                .build();
        channel.config().setAllocator(new UnpooledByteBufAllocator(false));
        try {
            channel.register();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        run();
    }

    /// When its next timer runs out.
    long due() {
        return due;
    }

    /// Runs what is due.
    void run() {
        channel.runPendingTasks();
        long next = channel.runScheduledPendingTasks();
        due = next < 0 ? Long.MAX_VALUE : clock.now() + next;
    }

    EmbeddedChannel channel() {
        return channel;
    }

    void tell(Object userEvent) {
        channel.pipeline().fireUserEventTriggered(userEvent);
    }

    /// Nothing in the pipeline has failed.
    void check() {
        channel.checkException();
        if (!channel.isOpen()) {
            throw new AssertionError("the pipeline failed and closed its channel");
        }
    }

    void close() {
        channel.finishAndReleaseAll();
    }
}
