package io.kdlab.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.FileRegion;
import io.netty.channel.nio.AbstractNioByteChannel;
import io.netty.channel.nio.NioIoOps;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/// A stream over a Unix domain socket that knows half-close.
///
/// Netty's own on NIO closes the whole stream when the peer ends its output, because it looks for the option in
/// the configuration of TCP sockets only; the one on epoll loses its registration by it (both 4.2.18). Here
/// the end of the input is an event, and what is read and written besides is as Netty does it.
public final class UnixChannel extends AbstractNioByteChannel implements DuplexChannel {
    private final UnixConfig config = new UnixConfig(this);
    private volatile boolean inputShutdown;
    private volatile boolean outputShutdown;

    /// A stream that is not connected yet.
    public UnixChannel() throws IOException {
        this(null, SocketChannel.open(StandardProtocolFamily.UNIX));
    }

    UnixChannel(@Nullable Channel parent, SocketChannel socket) {
        super(parent, socket);
    }

    @Override
    protected SocketChannel javaChannel() {
        return (SocketChannel) super.javaChannel();
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isActive() {
        return isOpen() && javaChannel().isConnected();
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return address(javaChannel()::getLocalAddress);
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return address(javaChannel()::getRemoteAddress);
    }

    /// Who is at the other end, as the kernel knew it when they connected.
    public UnixDomainPrincipal peer() throws IOException {
        return javaChannel().getOption(ExtendedSocketOptions.SO_PEERCRED);
    }

    private interface Lookup {
        @Nullable
        SocketAddress address() throws IOException;
    }

    private static @Nullable SocketAddress address(Lookup lookup) {
        try {
            return lookup.address();
        } catch (IOException _) {
            // Closed meanwhile: it has no address any more.
            return null;
        }
    }

    @Override
    protected void doBind(SocketAddress local) throws IOException {
        javaChannel().bind(local);
    }

    @Override
    protected boolean doConnect(SocketAddress remote, @Nullable SocketAddress local) throws IOException {
        if (local != null) {
            doBind(local);
        }
        boolean connected = javaChannel().connect(remote);
        if (!connected) {
            addAndSubmit(NioIoOps.CONNECT);
        }
        return connected;
    }

    @Override
    protected void doFinishConnect() throws IOException {
        if (!javaChannel().finishConnect()) {
            throw new IOException("not connected");
        }
    }

    @Override
    protected void doDisconnect() throws Exception {
        doClose();
    }

    @Override
    protected void doClose() throws Exception {
        super.doClose();
        javaChannel().close();
    }

    /// Called on the event loop when there is something to read, or the input has ended.
    @Override
    protected int doReadBytes(ByteBuf buffer) throws IOException {
        var handle = unsafe().recvBufAllocHandle();
        handle.attemptedBytesRead(buffer.writableBytes());
        int count = buffer.writeBytes(javaChannel(), handle.attemptedBytesRead());
        if (count < 0 && config.isAllowHalfClosure() && !inputShutdown) {
            // Netty closes a stream that ends unless its input is known to have ended.
            inputShutdown = true;
            pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        return count;
    }

    @Override
    protected int doWriteBytes(ByteBuf buffer) throws IOException {
        return buffer.readBytes(javaChannel(), buffer.readableBytes());
    }

    @Override
    protected long doWriteFileRegion(FileRegion region) throws IOException {
        return region.transferTo(javaChannel(), region.transferred());
    }

    @Override
    protected boolean isInputShutdown0() {
        return inputShutdown;
    }

    @Override
    public boolean isInputShutdown() {
        return inputShutdown;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShutdown || !isActive();
    }

    @Override
    public boolean isShutdown() {
        return isInputShutdown() && isOutputShutdown();
    }

    @Override
    public ChannelFuture shutdownInput() {
        return shutdownInput(newPromise());
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        return onLoop(promise, () -> {
            inputShutdown = true;
            javaChannel().shutdownInput();
        });
    }

    @Override
    protected void doShutdownOutput() throws IOException {
        outputShutdown = true;
        javaChannel().shutdownOutput();
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        // Netty's own way also fails what is still to be written.
        EventLoop loop = eventLoop();
        if (loop.inEventLoop()) {
            ((AbstractUnsafe) unsafe()).shutdownOutput(promise);
        } else {
            loop.execute(() -> ((AbstractUnsafe) unsafe()).shutdownOutput(promise));
        }
        return promise;
    }

    @Override
    public ChannelFuture shutdown() {
        return shutdown(newPromise());
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        return onLoop(promise, () -> {
            inputShutdown = true;
            javaChannel().shutdownInput();
            doShutdownOutput();
        });
    }

    private interface Ending {
        void end() throws IOException;
    }

    private ChannelFuture onLoop(ChannelPromise promise, Ending ending) {
        eventLoop().execute(() -> {
            try {
                ending.end();
                promise.setSuccess();
            } catch (IOException e) {
                promise.setFailure(e);
            }
        });
        return promise;
    }
}
