package io.kdlab.connection;

import io.kdlab.link.LinkCounters;
import io.kdlab.link.LinkDialect;
import io.kdlab.link.LinkHandler;
import io.kdlab.link.LinkMachine;
import io.kdlab.link.LinkPace;
import io.kdlab.packet.Role;
import io.kdlab.transport.LinkTap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.time.Clock;

/// The stages of a link in order. Start reading here.
///
/// ```
///  wire ══ transport ▸ PacketStage ▸ LinkHandler ▸ Conversation (host) or a kernel (target)
///          ByteBuf     Inbound       KdPacket.Data, in order, once; LinkReport as user event
///          ByteBuf     KdPacket      Outgoing; LinkEvent.Resync, BreakIn, …
/// ```
public final class KdPipeline {
    private KdPipeline() {}

    /// The host's stages; `top` receives data packets and reports.
    static ChannelHandler host(LinkHandler link, LinkTap tap, Clock clock, ChannelHandler top) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(new PacketStage(link.dialect().framing(), Role.HOST, tap, clock, link.counters()))
                        .addLast(link)
                        .addLast(top);
            }
        };
    }

    /// The stages of a target that we play: `kernel` receives [io.kdlab.packet.KdPacket.Data] and
    /// [io.kdlab.link.LinkReport] user events, and writes [io.kdlab.link.Outgoing] and
    /// [io.kdlab.link.LinkEvent.Listening].
    public static ChannelHandler target(
            LinkDialect dialect, LinkPace pace, LinkCounters counters, ChannelHandler kernel) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(new PacketStage(
                                dialect.framing(), Role.TARGET, LinkTap.NONE, Clock.systemUTC(), counters))
                        .addLast(new LinkHandler(LinkMachine.target(dialect, pace), counters))
                        .addLast(kernel);
            }
        };
    }
}
