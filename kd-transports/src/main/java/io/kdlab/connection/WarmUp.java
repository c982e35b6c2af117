package io.kdlab.connection;

import io.kdlab.link.LinkCounters;
import io.kdlab.link.LinkDialect;
import io.kdlab.link.LinkHandler;
import io.kdlab.link.LinkMachine;
import io.kdlab.link.LinkPace;
import io.kdlab.message.DebugIo;
import io.kdlab.message.GetVersion;
import io.kdlab.message.KdMessage;
import io.kdlab.message.Manipulate;
import io.kdlab.message.MessageCodec;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketDialect;
import io.kdlab.packet.PacketEncoder;
import io.kdlab.packet.PacketType;
import io.kdlab.packet.Role;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Bytes;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;

/// Loads the code that the first packet needs, before a wire is opened.
///
/// A booting kernel waits 20 ms for its first ack, tries that 20 times and then gives the debugger up; a cold JVM takes
/// longer than that to load and link the stages.
final class WarmUp {
    private static final int STATE_CHANGE = 240;

    private WarmUp() {}

    private static final class Once {
        static final int ANSWERED = run();
    }

    /// Returns how many packets the rehearsal answered; the work is done once.
    static int rehearse() {
        return Once.ANSWERED;
    }

    private static int run() {
        MessageCodec codec = MessageCodec.X64;
        KdMessage stop = codec.decode(PacketType.STATE_CHANGE64, Bytes.zeros(STATE_CHANGE));
        KdMessage print = DebugIo.print(0, Bytes.ofLatin1("warm"));
        EmbeddedChannel channel = new EmbeddedChannel(
                new PacketStage(PacketDialect.STREAM, Role.HOST, LinkTap.NONE, Clock.systemUTC()),
                new LinkHandler(LinkMachine.host(LinkDialect.SERIAL, LinkPace.HOST), new LinkCounters()));
        int id = LinkDialect.SERIAL.ids().firstId();
        for (KdMessage message : new KdMessage[] {print, stop}) {
            KdPacket packet = new KdPacket.Data(message.packetType(), id, codec.encode(message));
            channel.writeInbound(Unpooled.wrappedBuffer(
                    PacketEncoder.encode(packet, PacketDialect.STREAM).toByteArray()));
            id = LinkDialect.SERIAL.ids().next(id);
        }
        codec.encode(Manipulate.request(0, GetVersion.REQUEST));
        int answered = channel.outboundMessages().size();
        channel.finishAndReleaseAll();
        return answered;
    }
}
