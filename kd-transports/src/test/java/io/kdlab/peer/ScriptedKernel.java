package io.kdlab.peer;

import io.kdlab.connection.KdPipeline;
import io.kdlab.link.LinkCounters;
import io.kdlab.link.LinkDialect;
import io.kdlab.link.LinkEvent;
import io.kdlab.link.LinkPace;
import io.kdlab.link.LinkReport;
import io.kdlab.link.Outgoing;
import io.kdlab.message.DebugIo;
import io.kdlab.message.FileIo;
import io.kdlab.message.KdMessage;
import io.kdlab.message.Machine;
import io.kdlab.message.Manipulate;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.ReadMemory;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketType;
import io.kdlab.transport.WireLoops;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A kernel of a few lines behind the product's own target-role link: it prints, stops on break-in, answers
/// reads with the address's own bytes, and does what a test tells it.
public final class ScriptedKernel extends ChannelInboundHandlerAdapter implements AutoCloseable {
    /// kd-protocol.md §1.8 F: a break-in of an x64 kernel with two processors.
    private static final Bytes STOP = Bytes.ofHex("""
            30 30 00 00 06 00 00 00 02 00 00 00 00 00 00 00 80 00 34 12 00 C0 FF FF 44 33 22 11 00 F8 FF FF
            03 00 00 80 00 00 00 00 00 00 00 00 00 00 00 00 44 33 22 11 00 F8 FF FF 01 00 00 00 00 00 00 00
            """ + "00".repeat(120) + """
                    01 00 00 00 00 00 00 00 F0 0F FF FF 00 00 00 00 00 04 00 00 00 00 00 00 02 02 00 00 10 00 03 00
                    CC C3 CC CC CC CC CC CC CC CC CC CC CC CC CC CC 10 00 2B 00 2B 00 53 00
                    """);

    private final BlockingQueue<KdMessage> received = new LinkedBlockingQueue<>();
    private final LinkCounters counters = new LinkCounters();
    private final CountDownLatch up = new CountDownLatch(1);
    private volatile @Nullable ChannelHandlerContext ctx;
    private @Nullable Channel channel;
    private @Nullable Outgoing prompt;
    private boolean stopped;
    private int pendingBreaks;
    private boolean answers = true;
    private @Nullable Outgoing held;
    private volatile MessageCodec codec = MessageCodec.X64;
    private volatile Bytes stop = STOP;
    private final Deque<Bytes> script = new ArrayDeque<>();
    private volatile Function<Manipulate, Optional<Bytes>> special = request -> Optional.empty();

    /// Dials the target's end of a cable and boots, running.
    public static ScriptedKernel boot(Cable cable) throws InterruptedException {
        ScriptedKernel kernel = new ScriptedKernel();
        kernel.channel = new Bootstrap()
                .group(WireLoops.sockets())
                .channel(NioSocketChannel.class)
                .handler(KdPipeline.target(LinkDialect.SERIAL, LinkPace.TARGET, kernel.counters, kernel))
                .connect("127.0.0.1", cable.targetPort())
                .sync()
                .channel();
        cable.awaitTarget(5);
        kernel.up.await();
        return kernel;
    }

    /// Is another machine from now on, and stops with that payload.
    public void become(Machine machine, Bytes stopPayload) {
        codec = MessageCodec.of(machine);
        stop = stopPayload;
    }

    /// After each continue stops with the next of these payloads.
    public void script(List<Bytes> stops) {
        inLoop(() -> script.addAll(stops));
    }

    /// Answers some requests with payloads of the test's own.
    public void answering(Function<Manipulate, Optional<Bytes>> replies) {
        special = replies;
    }

    /// Sends a payload of the test's own, as if it were droppable.
    public void say(int packetType, Bytes payload) {
        inLoop(() -> send(Outgoing.droppable(packetType, payload)));
    }

    /// Everything the host asked for, in order, each once.
    public BlockingQueue<KdMessage> received() {
        return received;
    }

    /// What its link saw.
    public LinkCounters counters() {
        return counters;
    }

    /// Prints.
    public void print(String text) {
        inLoop(() -> send(droppable(DebugIo.print(0, Bytes.ofLatin1(text)))));
    }

    /// Asks for a line and waits for it.
    public void ask(String text) {
        inLoop(() -> {
            prompt = outgoing(DebugIo.prompt(0, Bytes.ofLatin1(text), 16));
            listen(true);
            send(prompt);
        });
    }

    /// Asks for a file.
    public void open(FileIo request) {
        inLoop(() -> {
            listen(true);
            send(outgoing(request));
        });
    }

    /// Stops by itself.
    public void stop() {
        inLoop(this::halt);
    }

    /// So many break-in bytes are still in its UART: each makes a stop after the next continue.
    public void leaveBreaks(int count) {
        inLoop(() -> pendingBreaks = count);
    }

    /// Keeps the next replies back.
    public void holdReplies() {
        inLoop(() -> answers = false);
    }

    /// Sends the reply kept back.
    public void releaseReply() {
        inLoop(() -> {
            answers = true;
            Outgoing reply = held;
            held = null;
            if (reply != null) {
                send(reply);
            }
        });
    }

    /// Throws the reply kept back away, and answers from now on.
    public void forgetReply() {
        inLoop(() -> {
            answers = true;
            held = null;
        });
    }

    /// A power cut and a boot: the protocol begins anew.
    public void reset() {
        inLoop(() -> {
            stopped = false;
            prompt = null;
            write(new LinkEvent.WireUp());
            listen(false);
            send(droppable(DebugIo.print(0, Bytes.ofLatin1("booted again\n"))));
        });
    }

    @Override
    public void close() {
        if (channel != null) {
            channel.close().awaitUninterruptibly();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ctx = context;
        listen(false);
        up.countDown();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        switch ((LinkReport) event) {
            case BREAK_REQUESTED -> halt();
            case ANNOUNCE_AGAIN -> {
                if (stopped) {
                    halt();
                } else if (prompt != null) {
                    send(prompt);
                }
            }
            default -> {
                // A kernel has no use for it.
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        KdPacket.Data packet = (KdPacket.Data) message;
        KdMessage said = codec.decode(packet.type(), packet.payload());
        received.add(said);
        switch (said) {
            case Manipulate request
            when request.expectsReply() ->
                reply(special.apply(request).orElseGet(() -> codec.reply(packet.payload(), answer(request))));
            case Manipulate _ -> {
                stopped = false;
                listen(false);
                Bytes next = script.poll();
                if (next != null) {
                    stop = next;
                    halt();
                } else if (pendingBreaks > 0) {
                    pendingBreaks--;
                    halt();
                }
            }
            default -> {
                prompt = null;
                listen(false);
            }
        }
    }

    private static Manipulate answer(Manipulate request) {
        if (!(request.body() instanceof ReadMemory read)) {
            return request.refuse(NtStatus.UNSUCCESSFUL);
        }
        byte[] bytes = new byte[Math.min(read.transferCount(), Manipulate.MAX_DATA)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (read.address().value() + i);
        }
        return request.reply(
                NtStatus.SUCCESS, new ReadMemory(read.address(), read.transferCount(), bytes.length), Bytes.of(bytes));
    }

    private void reply(Bytes payload) {
        Outgoing reply = Outgoing.of(PacketType.STATE_MANIPULATE, payload);
        if (answers) {
            send(reply);
        } else {
            held = reply;
        }
    }

    private void halt() {
        stopped = true;
        listen(true);
        send(Outgoing.of(PacketType.STATE_CHANGE64, stop));
    }

    private void listen(boolean on) {
        write(new LinkEvent.Listening(on));
    }

    private void send(Outgoing packet) {
        write(packet);
    }

    private void write(Object message) {
        Objects.requireNonNull(ctx).write(message);
    }

    private void inLoop(Runnable task) {
        // Awaited: the loop may well read the socket before it looks at its tasks.
        Objects.requireNonNull(ctx).executor().submit(task).awaitUninterruptibly();
    }

    private static Outgoing outgoing(KdMessage message) {
        return Outgoing.of(message.packetType(), MessageCodec.X64.encode(message));
    }

    private static Outgoing droppable(KdMessage message) {
        return Outgoing.droppable(message.packetType(), MessageCodec.X64.encode(message));
    }
}
