package io.kdlab.rpc;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.kdlab.endpoint.Splice;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// The one gRPC server of a process. It listens nowhere: [#serve] splices streams to it, however they came.
public final class StreamServer implements AutoCloseable {
    /// No message of the API is near this; what a stranger sends is bounded before it is read.
    private static final int LONGEST_MESSAGE = 1 << 20;

    private final LocalAddress inside = new LocalAddress(StreamServer.class);
    /// Daemons that outlive a server, so that its last streams end in order.
    private static final EventLoopGroup LOOPS = new MultiThreadIoEventLoopGroup(
            2, new DefaultThreadFactory("rpc-server", true), LocalIoHandler.newFactory());

    private final OpenSessions sessions = new OpenSessions();
    private final Server server;

    /// Starts serving the API for a house. Nobody can reach it before the first [#serve].
    public StreamServer(House house, String version) throws IOException {
        SessionService session = new SessionService(house, sessions, version);
        FrontService front = new FrontService();
        MethodRoles roles = new MethodRoles(List.of(session, front));
        SessionGuard guard = new SessionGuard(roles, sessions);
        server = NettyServerBuilder.forAddress(inside)
                .channelType(LocalServerChannel.class)
                .bossEventLoopGroup(LOOPS)
                .workerEventLoopGroup(LOOPS)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .maxInboundMessageSize(LONGEST_MESSAGE)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addTransportFilter(sessions.connections())
                .addService(ServerInterceptors.intercept(session, guard))
                .addService(ServerInterceptors.intercept(front, guard))
                .build()
                .start();
    }

    /// Serves one stream that is not reading yet. Returns at once; the stream's end ends its sessions.
    public void serve(Channel stream) {
        ChannelFuture connected = new Bootstrap()
                .group(LOOPS)
                .channel(LocalChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(inside);
        connected.addListener(done -> {
            if (done.isSuccess()) {
                Splice.join(stream, connected.channel());
            } else {
                stream.close();
            }
        });
    }

    @Override
    public void close() {
        sessions.closeAll("the box is shutting down");
        server.shutdown();
        try {
            if (!server.awaitTermination(2, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
