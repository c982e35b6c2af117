package io.kdlab.sim;

import io.kdlab.fault.FaultHandler;
import io.kdlab.transport.TransportException;
import io.kdlab.transport.UnixServerChannel;
import io.kdlab.transport.WireLoops;
import io.kdlab.value.Bytes;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A simulated machine whose debug port is a socket, as a virtual machine's is: TCP or Unix domain. One cable at a
/// time; whoever connects last has it. The machine runs on between cables.
public final class SimServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SimServer.class);

    private final SimTarget target;
    private final Channel listener;

    private SimServer(SimTarget target, Channel listener) {
        this.target = target;
        this.listener = listener;
    }

    /// Switches a machine on and listens for its cable.
    public static SimServer listen(SocketAddress where, SimOptions options)
            throws TransportException, InterruptedException {
        Class<? extends ServerChannel> type =
                where instanceof UnixDomainSocketAddress ? UnixServerChannel.class : NioServerSocketChannel.class;
        SimTarget target = SimTarget.start(options);
        Port port = new Port(target);
        ChannelFuture bound = new ServerBootstrap()
                .group(WireLoops.sockets())
                .channel(type)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        port.replace(channel);
                        channel.pipeline()
                                .addLast(new FaultHandler(options.faults()))
                                .addLast(new SimCable(port));
                    }
                })
                .bind(where)
                .await();
        if (!bound.isSuccess()) {
            target.close();
            throw new TransportException("sim: cannot listen on %s: %s"
                    .formatted(where, bound.cause().getMessage()));
        }
        return new SimServer(target, bound.channel());
    }

    /// Where it listens; the TCP port that the system chose, if port 0 was asked for.
    public SocketAddress address() {
        return listener.localAddress();
    }

    /// The TCP port.
    public int port() {
        if (listener.localAddress() instanceof InetSocketAddress inet) {
            return inet.getPort();
        }
        throw new IllegalStateException("listens on no TCP port: " + listener.localAddress());
    }

    /// Stops listening and switches the machine off; a Unix socket's file goes with it.
    @Override
    public void close() {
        SocketAddress where = listener.localAddress();
        listener.close().awaitUninterruptibly();
        target.close();
        if (where instanceof UnixDomainSocketAddress unix) {
            delete(unix.getPath());
        }
    }

    private static void delete(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            LOG.warn("sim.socket-left path={} cause={}", socket, e.getMessage());
        }
    }

    private static final class Port implements SimCable.Socket {
        private final SimTarget target;
        private final AtomicReference<@Nullable Channel> current = new AtomicReference<>();

        Port(SimTarget target) {
            this.target = target;
        }

        void replace(Channel channel) {
            Channel before = current.getAndSet(channel);
            if (before != null) {
                before.close();
            }
        }

        @Override
        public SimTarget plugged(Consumer<Bytes> sink) {
            target.plug(sink);
            return target;
        }

        @Override
        public void unplugged(SimTarget machine, Consumer<Bytes> sink) {
            machine.unplug(sink);
        }
    }
}
