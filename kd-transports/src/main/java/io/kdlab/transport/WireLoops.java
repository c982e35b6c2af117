package io.kdlab.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/// The event loops that all wires of this process share. Daemon threads that live as long as the process.
public final class WireLoops {
    private static final int THREADS = 2;

    private WireLoops() {}

    /// For sockets, TCP and Unix domain.
    public static EventLoopGroup sockets() {
        return Sockets.GROUP;
    }

    /// For the in-process channels that blocking devices and simulated machines are joined by.
    public static EventLoopGroup local() {
        return Local.GROUP;
    }

    private static final class Sockets {
        static final EventLoopGroup GROUP = new MultiThreadIoEventLoopGroup(
                THREADS, new DefaultThreadFactory("wire-socket", true), NioIoHandler.newFactory());
    }

    private static final class Local {
        static final EventLoopGroup GROUP = new MultiThreadIoEventLoopGroup(
                THREADS, new DefaultThreadFactory("wire-local", true), LocalIoHandler.newFactory());
    }
}
