package io.kdlab.rpc;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.kdlab.endpoint.Splice;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// A gRPC channel over one stream, whoever dialled it. When the stream ends, every call ends.
public final class StreamChannel implements AutoCloseable {
    private static final EventLoopGroup LOOPS = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("rpc-client", true), LocalIoHandler.newFactory());

    private final Channel stream;
    private final Channel inside;
    private final ManagedChannel channel;

    private StreamChannel(Channel stream, Channel inside, ManagedChannel channel) {
        this.stream = stream;
        this.inside = inside;
        this.channel = channel;
    }

    /// Takes over a stream that is not reading yet.
    public static StreamChannel over(Channel stream) {
        LocalAddress address = new LocalAddress(StreamChannel.class);
        AtomicBoolean used = new AtomicBoolean();
        Channel inside = new ServerBootstrap()
                .group(LOOPS)
                .channel(LocalServerChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel local) {
                        // gRPC dials again after a loss; a stream is lost once.
                        if (used.compareAndSet(false, true)) {
                            Splice.join(stream, local);
                        } else {
                            local.close();
                        }
                    }
                })
                .bind(address)
                .syncUninterruptibly()
                .channel();
        ManagedChannel channel = NettyChannelBuilder.forAddress(address)
                .channelType(LocalChannel.class)
                .eventLoopGroup(LOOPS)
                .usePlaintext()
                .overrideAuthority("kdlab")
                .keepAliveTime(20, TimeUnit.SECONDS)
                .keepAliveTimeout(10, TimeUnit.SECONDS)
                .disableRetry()
                .build();
        return new StreamChannel(stream, inside, channel);
    }

    /// For generated stubs.
    public ManagedChannel grpc() {
        return channel;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        inside.close();
        stream.close();
    }
}
