package io.kdlab.transport.device;

import io.kdlab.transport.TransportException;
import io.kdlab.transport.WireLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;

/// Two in-process channels joined back to back. What one side writes the other reads; a close closes both.
public final class LocalPair {
    private LocalPair() {}

    /// Joins `far` and `near` (handlers, usually initialisers) and returns the near channel, active.
    public static Channel join(ChannelHandler far, ChannelHandler near)
            throws TransportException, InterruptedException {
        LocalAddress address = new LocalAddress(LocalPair.class);
        Channel listener = new ServerBootstrap()
                .group(WireLoops.local())
                .channel(LocalServerChannel.class)
                .childHandler(far)
                .bind(address)
                .sync()
                .channel();
        try {
            ChannelFuture joined = new Bootstrap()
                    .group(WireLoops.local())
                    .channel(LocalChannel.class)
                    .handler(near)
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
}
