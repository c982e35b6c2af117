package io.kdlab.endpoint;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/// The one event loop group of all endpoint streams of this process, and the sockets that go with it. Its threads are
/// daemons and never block.
///
/// On Linux they are epoll's: Netty's other sockets know no half-close on Unix sockets.
final class EndpointLoops {
    private static final boolean EPOLL = Epoll.isAvailable();

    static final EventLoopGroup SHARED = new MultiThreadIoEventLoopGroup(
            2,
            new DefaultThreadFactory("endpoint", true),
            EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

    static final Class<? extends Channel> TCP = EPOLL ? EpollSocketChannel.class : NioSocketChannel.class;
    static final Class<? extends ServerChannel> TCP_SERVER =
            EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    static final Class<? extends Channel> PIPE = EPOLL ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class;
    static final Class<? extends ServerChannel> PIPE_SERVER =
            EPOLL ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class;

    private EndpointLoops() {}

    /// A Unix socket's path as those channels take it.
    static SocketAddress pipe(Path file) {
        return EPOLL ? new DomainSocketAddress(file.toFile()) : UnixDomainSocketAddress.of(file);
    }
}
