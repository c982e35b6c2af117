package io.kdlab.transport.device;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.atomic.AtomicLong;

/// Bytes that a channel has taken and its other end has not: above 64 KiB the channel is unwritable until
/// most are gone.
///
/// Netty does this for sockets; in-process channels and devices have to say it themselves.
final class Backlog {
    private static final long HIGH = 64 * 1024;
    private static final long LOW = 16 * 1024;

    private final int flag;
    private final AtomicLong bytes = new AtomicLong();

    /// `flag` is a number from 1 to 31 that nobody else uses on the channel.
    Backlog(int flag) {
        this.flag = flag;
    }

    /// More is waiting. On the channel's event loop.
    void add(Channel channel, int length) {
        if (bytes.addAndGet(length) > HIGH) {
            writable(channel, false);
        }
    }

    /// Less is waiting. On any thread.
    void remove(Channel channel, int length) {
        if (bytes.addAndGet(-length) < LOW && !channel.isWritable()) {
            channel.eventLoop().execute(() -> writable(channel, bytes.get() <= HIGH));
        }
    }

    private void writable(Channel channel, boolean is) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        if (buffer != null) {
            buffer.setUserDefinedWritability(flag, is);
        }
    }
}
