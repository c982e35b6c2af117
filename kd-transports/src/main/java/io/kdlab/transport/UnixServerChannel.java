package io.kdlab.transport;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.AbstractNioMessageChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Unix domain socket that listens; its streams are [UnixChannel]s, which Netty's own server does not make.
public final class UnixServerChannel extends AbstractNioMessageChannel implements ServerChannel {
    private static final int BACKLOG = 128;
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    private final ChannelConfig config = new DefaultChannelConfig(this);
    private volatile boolean bound;

    /// A socket that is not bound yet.
    public UnixServerChannel() throws IOException {
        super(null, ServerSocketChannel.open(StandardProtocolFamily.UNIX), SelectionKey.OP_ACCEPT);
    }

    @Override
    protected ServerSocketChannel javaChannel() {
        return (ServerSocketChannel) super.javaChannel();
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public boolean isActive() {
        return isOpen() && bound;
    }

    @Override
    protected void doBind(SocketAddress local) throws IOException {
        javaChannel().bind(local, BACKLOG);
        bound = true;
    }

    @Override
    protected int doReadMessages(List<Object> streams) throws IOException {
        SocketChannel stream = javaChannel().accept();
        if (stream == null) {
            return 0;
        }
        streams.add(new UnixChannel(this, stream));
        return 1;
    }

    @Override
    protected void doClose() throws Exception {
        super.doClose();
        javaChannel().close();
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        try {
            return javaChannel().getLocalAddress();
        } catch (IOException _) {
            // Closed meanwhile: it has no address any more.
            return null;
        }
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return null;
    }

    @Override
    protected boolean doConnect(SocketAddress remote, @Nullable SocketAddress local) {
        throw new UnsupportedOperationException("a socket that listens");
    }

    @Override
    protected void doFinishConnect() {
        throw new UnsupportedOperationException("a socket that listens");
    }

    @Override
    protected void doDisconnect() {
        throw new UnsupportedOperationException("a socket that listens");
    }

    @Override
    protected boolean doWriteMessage(Object message, ChannelOutboundBuffer out) {
        throw new UnsupportedOperationException("a socket that listens");
    }
}
