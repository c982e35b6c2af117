package io.kdlab.transport.net;

import io.kdlab.transport.TransportException;
import io.kdlab.transport.WireLoops;
import io.kdlab.value.Bytes;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Optional;

/// The UDP socket under either side of KDNET.
final class KdnetSocket {
    /// One more than is looked at, so that what is too long is seen to be.
    private static final int BUFFER = KdnetDatagram.LONGEST + 1;

    private static final SecureRandom RANDOM = new SecureRandom();

    private KdnetSocket() {}

    /// Binds, `family` or both; `wire` and `remedy` begin and end the line that says why not.
    static Channel bind(
            InetSocketAddress at,
            Optional<SocketProtocolFamily> family,
            KdnetHandler<?> kdnet,
            ChannelHandler stages,
            String wire,
            String remedy)
            throws TransportException, InterruptedException {
        ChannelFuture bound = new Bootstrap()
                .group(WireLoops.sockets())
                .channelFactory(() -> family.map(NioDatagramChannel::new).orElseGet(NioDatagramChannel::new))
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(BUFFER))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(kdnet).addLast(stages);
                    }
                })
                .bind(at)
                .await();
        if (!bound.isSuccess()) {
            throw new TransportException(
                    "%s: UDP %s: %s; %s"
                            .formatted(wire, KdnetText.of(at), bound.cause().getMessage(), remedy),
                    bound.cause());
        }
        return bound.channel();
    }

    static Bytes random() {
        byte[] bytes = new byte[KdnetResponse.KEY];
        RANDOM.nextBytes(bytes);
        return Bytes.of(bytes);
    }
}
