package io.kdlab.connection;

import io.kdlab.address.LinkAddress;
import io.kdlab.link.LinkHandler;
import io.kdlab.link.LinkMachine;
import io.kdlab.link.LinkPace;
import io.kdlab.transport.LinkTap;
import io.kdlab.transport.TransportCapabilities;
import io.kdlab.transport.TransportException;
import io.kdlab.transport.Transports;
import io.kdlab.transport.WireLoss;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Keeps a wire open: opens it, and opens it again whenever it went, with growing pauses, until it is told to
/// stop.
final class WireKeeper {
    /// One opening: the channel and who talks on it.
    record Opening(Channel channel, Conversation conversation) {}

    private static final Duration STEADY = Duration.ofSeconds(5);
    /// The longest packet, ten bits to a byte.
    private static final int LONGEST_BITS = 4017 * 10;

    private final LinkAddress address;
    private final ConnectionOptions options;
    private final Gate gate;
    private final LinkNews news;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Opening opening;
    private boolean breakUntilStop;

    WireKeeper(LinkAddress address, ConnectionOptions options, Gate gate, LinkNews news) {
        this.address = address;
        this.options = options;
        this.gate = gate;
        this.news = news;
        this.breakUntilStop = options.initialBreak();
        this.thread = Thread.ofVirtual().name("wire " + address.text()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Nullable
    Opening opening() {
        return opening;
    }

    /// Closes the wire and waits until it is given back.
    void close(Duration limit) throws InterruptedException {
        stop.countDown();
        Opening now = opening;
        if (now != null) {
            now.channel().close();
        }
        thread.join(limit);
    }

    private void run() {
        WarmUp.rehearse();
        Duration pause = options.reopen();
        try {
            do {
                Instant opened = news.now();
                once();
                boolean steady = Duration.between(opened, news.now()).compareTo(STEADY) > 0;
                pause = steady ? options.reopen() : pause;
                if (stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                pause = min(pause.multipliedBy(2), options.reopenMost());
            } while (stop.getCount() > 0);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void once() throws InterruptedException {
        try {
            TransportCapabilities wire = Transports.of(address).capabilities(address);
            LinkHandler link =
                    new LinkHandler(LinkMachine.host(wire.dialect(), pace(wire.lineRate())), news.counters());
            Conversation conversation = new Conversation(address.text(), gate, news, link, breakUntilStop);
            ChannelHandler stages = KdPipeline.host(link, options.tap(), options.clock(), conversation);
            Channel channel = Transports.open(address, noting(conversation, stages));
            if (stop.getCount() == 0) {
                channel.close();
            }
            channel.closeFuture().await();
            breakUntilStop = breakUntilStop && !conversation.hasStopped();
            if (stop.getCount() > 0) {
                lost("%s: %s; trying again"
                        .formatted(address.text(), WireLoss.of(channel).orElse("the other end closed the wire")));
            }
        } catch (TransportException e) {
            lost(String.valueOf(e.getMessage()));
        } finally {
            opening = null;
        }
    }

    /// The opening is known before the first byte is read: a target may stop, and a subscriber may answer that,
    /// before `Transports.open` returns.
    private ChannelHandler noting(Conversation conversation, ChannelHandler stages) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                opening = new Opening(channel, conversation);
                channel.pipeline().addLast(stages);
            }
        };
    }

    /// The same bad news is told once.
    private void lost(String cause) {
        if (news.status() instanceof LinkStatus.Lost(String known, Instant _) && known.equals(cause)) {
            return;
        }
        Instant now = news.now();
        news.status(new LinkStatus.Lost(cause, now));
        news.note(LinkTap.Kind.LINK, cause, "box");
        news.publish(new LinkNotice.LinkDown(cause, now));
    }

    /// On a slow line a packet takes long to go out, and its ack cannot come before.
    private LinkPace pace(int rate) {
        LinkPace pace = options.pace().withResets(address.resets());
        return rate == 0 ? pace : pace.withAck(pace.ack().plusMillis(LONGEST_BITS * 1000L / rate));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
