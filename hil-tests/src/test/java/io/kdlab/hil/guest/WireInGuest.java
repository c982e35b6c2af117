package io.kdlab.hil.guest;

import io.kdlab.address.LinkAddress;
import io.kdlab.transport.LineState;
import io.kdlab.transport.TransportException;
import io.kdlab.transport.Transports;
import io.kdlab.transport.WireEvent;
import io.kdlab.transport.WireLoss;
import io.kdlab.value.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;

/// A transport of the guest and nothing above it. The argument is its address; the test says `send HEX` or
/// `close`, and hears `open`, `got HEX` for each buffer that arrives, `note …` and `line …` for what is
/// told of the wire, and why it closed.
final class WireInGuest implements GuestProgram {
    @Override
    public void run(GuestVoice voice, List<String> arguments) throws Exception {
        Channel channel;
        try {
            channel = Transports.open(LinkAddress.parse(arguments.getFirst()), new Teller(voice));
        } catch (TransportException e) {
            voice.say("refused " + e.getMessage());
            return;
        }
        voice.say("open");
        String[] words = voice.hear().split(" ");
        while (!words[0].equals("close")) {
            byte[] bytes = Bytes.ofHex(words[1]).toByteArray();
            channel.writeAndFlush(Unpooled.wrappedBuffer(bytes));
            words = voice.hear().split(" ");
        }
        channel.close().sync();
    }

    private static final class Teller extends ChannelInboundHandlerAdapter {
        private final GuestVoice voice;

        Teller(GuestVoice voice) {
            this.voice = voice;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            voice.say("got " + ByteBufUtil.hexDump(bytes));
            bytes.release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            switch (event) {
                case WireEvent.Note(String text) -> voice.say("note " + text);
                case WireEvent.Line(LineState line) -> voice.say("line " + line.text());
                default -> context.fireUserEventTriggered(event);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            voice.say("closed " + WireLoss.of(context.channel()).orElse("for no reason"));
        }
    }
}
