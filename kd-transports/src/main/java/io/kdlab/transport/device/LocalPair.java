package io.kdlab.transport.device;

import io.kdlab.transport.TransportException;
import io.kdlab.transport.WireLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;

/// Two in-process channels joined back to back. What one side writes the other reads, and while the other
/// does not read, it is unwritable; a close closes both.
public final class LocalPair {
    private LocalPair() {}

    /// Joins `far` and `near` (handlers, usually initialisers) and returns the near channel, active.
    public static Channel join(ChannelHandler far, ChannelHandler near)
            throws TransportException, InterruptedException {
        LocalAddress address = new LocalAddress(LocalPair.class);
        PairFlow[] flow = PairFlow.ofPair();
        Channel listener = new ServerBootstrap()
                .group(WireLoops.local())
                .channel(LocalServerChannel.class)
                .childHandler(behind(flow[0], far))
                .bind(address)
                .sync()
                .channel();
        try {
            ChannelFuture joined = new Bootstrap()
                    .group(WireLoops.local())
                    .channel(LocalChannel.class)
                    .handler(behind(flow[1], near))
                    .connect(listener.localAddress())
                    .await();
            if (!joined.isSuccess()) {
                throw new TransportException("an in-process channel could not be joined", joined.cause());
            }
            return joined.channel();
        } finally {
            listener.close();
        }
    }

    private static ChannelHandler behind(PairFlow flow, ChannelHandler stages) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(flow).addLast(stages);
            }
        };
    }
}
