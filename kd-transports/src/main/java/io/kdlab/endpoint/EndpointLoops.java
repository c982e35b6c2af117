package io.kdlab.endpoint;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/// The one event loop group of all endpoint streams of this process. Its threads are daemons and never block.
final class EndpointLoops {
    static final EventLoopGroup SHARED =
            new MultiThreadIoEventLoopGroup(2, new DefaultThreadFactory("endpoint", true), NioIoHandler.newFactory());

    private EndpointLoops() {}
}
