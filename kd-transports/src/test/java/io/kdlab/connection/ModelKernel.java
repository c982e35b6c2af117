package io.kdlab.connection;

import io.kdlab.link.LinkEvent;
import io.kdlab.link.LinkReport;
import io.kdlab.link.Outgoing;
import io.kdlab.message.Continue;
import io.kdlab.message.DebugIo;
import io.kdlab.message.Manipulate;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.WriteMemory;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// The kernel of a model: prints, loads images, asks for lines and files, stops, and executes what it is asked.
///
/// As in a real one there is one thread: while a packet of its own is in flight it does nothing else. Each message it
/// says is unlike any other, so that the ledger can tell them apart.
final class ModelKernel extends ChannelInboundHandlerAdapter {
    private enum Mode {
        RUNNING,
        STOPPED,
        PROMPTING,
        FILING
    }

    /// What it waits for an answer to.
    private record Announcement(int type, Bytes payload, boolean droppable) {}

    private static final int STATE_CHANGE = 240;
    private static final int CREATE_FILE = 0x3430;
    private static final int FILE_HEADER = 64;
    private static final long BOOT_NANOS = 2_000_000_000L;

    private final ModelClock clock;
    private final long patience;
    private final boolean marksBeginnings;
    private final ModelLedger ledger;
    private Mode mode = Mode.RUNNING;
    private Announcement announcement = new Announcement(0, Bytes.EMPTY, false);
    private boolean present = true;
    /// Its next packet is the first of a new stream.
    private boolean begins = true;
    private boolean pendingBreak;
    private boolean brokenIn;
    private boolean sending;
    private int inFlight;
    private boolean droppable;
    private long saidAt;
    private int boots;
    private long up;
    private @Nullable ChannelHandlerContext ctx;

    ModelKernel(ModelClock clock, ModelLedger ledger, ModelScene scene) {
        this.patience = scene.patience();
        this.marksBeginnings = scene.dialect().ids().syncBit() != 0;
        this.clock = clock;
        this.ledger = ledger;
    }

    /// Whether the next packet has to tell a beginning.
    boolean begins() {
        return begins;
    }

    /// It has told, or a RESET made it needless; or not yet.
    void begins(boolean now) {
        begins = now;
    }

    /// What it says again when told to.
    Bytes announcement() {
        return announcement.payload();
    }

    /// Whether it stands and waits for a request.
    boolean isListening() {
        return mode == Mode.STOPPED && !sending;
    }

    /// The number of the message in flight; -1 if none is.
    int inFlight() {
        return sending ? inFlight : -1;
    }

    /// Whether it reads nothing but the break-in byte.
    boolean isDeaf() {
        return mode == Mode.RUNNING && !sending;
    }

    /// Does something of its own accord, if it is not waiting for the debugger.
    void act(Random random) {
        if (sending || mode != Mode.RUNNING || clock.now() < up) {
            return;
        }
        if (pendingBreak) {
            pendingBreak = false;
            stop();
            return;
        }
        switch (random.nextInt(12)) {
            case 0 -> stop();
            case 1 -> begin(Mode.STOPPED, PacketType.STATE_CHANGE64, loadSymbols(), true);
            case 2 -> begin(Mode.PROMPTING, PacketType.DEBUG_IO, prompt(), false);
            case 3, 4 -> begin(Mode.FILING, PacketType.FILE_IO, createFile(), true);
            default -> {
                if (present) {
                    say(PacketType.DEBUG_IO, text("print"), true);
                }
            }
        }
    }

    /// What must hold between two events.
    void check() {
        if (sending) {
            long since = clock.now() - saidAt;
            ledger.require(!droppable || since < patience, "message %d is not given up".formatted(inFlight));
            ledger.require(
                    Math.min(since, ledger.cleanFor()) < patience,
                    "message %d is not acknowledged on a good wire".formatted(inFlight));
        }
    }

    /// A packet came. Right behind a break-in byte it leaves that pending, and nothing is announced again.
    void followed() {
        brokenIn = false;
    }

    /// Nothing follows what came last.
    void quiet() {
        if (brokenIn) {
            brokenIn = false;
            again();
        }
    }

    /// A power cut and a boot, during which it is deaf and dumb for longer than anything stays on a wire.
    void reboot() {
        if (sending) {
            ledger.gaveUp(inFlight);
        }
        boots++;
        begins = true;
        sending = false;
        pendingBreak = false;
        present = true;
        mode = Mode.RUNNING;
        ledger.mayRestart();
        write(new LinkEvent.WireUp());
        write(new LinkEvent.Listening(false));
        up = clock.now() + BOOT_NANOS;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ctx = context;
        write(new LinkEvent.Listening(false));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        ledger.trace("kernel " + mode + ": " + event);
        switch ((LinkReport) event) {
            case BREAK_REQUESTED -> {
                pendingBreak = clock.now() >= up;
                brokenIn = pendingBreak;
            }
            case ANNOUNCE_AGAIN -> again();
            case DEBUGGER_ABSENT -> {
                present = false;
                begins = marksBeginnings;
                ledger.require(ledger.cleanFor() < patience, "the debugger was given up on a good wire");
                ledger.mayRestart();
                ledger.idsBeginAnew(-1);
            }
            default -> {
                // The host's.
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        KdPacket.Data packet = (KdPacket.Data) message;
        present = true;
        switch (mode) {
            case RUNNING -> ledger.require(false, "a running kernel was handed " + packet);
            case STOPPED -> {
                if (MessageCodec.X64.decode(packet.type(), packet.payload()) instanceof Manipulate request) {
                    execute(packet.payload(), request);
                }
            }
            case PROMPTING -> resumeOn(packet, PacketType.DEBUG_IO);
            case FILING -> resumeOn(packet, PacketType.FILE_IO);
        }
    }

    private void execute(Bytes payload, Manipulate request) {
        switch (request.body()) {
            case Continue(NtStatus status) -> {
                ledger.executes(payload, status.code(), false);
                run();
            }
            case ReadMemory read -> {
                ledger.executes(payload, (int) read.address().value(), true);
                ReadMemory four = new ReadMemory(read.address(), 4, 4);
                answer(payload, request.reply(NtStatus.SUCCESS, four, Bytes.zeros(4)));
            }
            case WriteMemory write -> {
                ledger.executes(payload, (int) write.address().value(), false);
                answer(payload, request.reply(NtStatus.SUCCESS, write, Bytes.EMPTY));
            }
            default -> answer(payload, request.refuse(NtStatus.UNSUCCESSFUL));
        }
    }

    private void answer(Bytes request, Manipulate reply) {
        Bytes bytes = MessageCodec.X64.reply(request, reply);
        // The level is nobody's; it tells one reply from the next to the same read.
        say(PacketType.STATE_MANIPULATE, bytes.with(4, u16(number())), false);
    }

    private void resumeOn(KdPacket.Data packet, int type) {
        if (packet.type() == type) {
            run();
        }
    }

    private void run() {
        mode = Mode.RUNNING;
        write(new LinkEvent.Listening(false));
    }

    private void stop() {
        begin(Mode.STOPPED, PacketType.STATE_CHANGE64, exception(), false);
    }

    private void begin(Mode next, int type, Bytes payload, boolean droppable) {
        mode = next;
        announcement = new Announcement(type, payload, droppable);
        write(new LinkEvent.Listening(true));
        say(type, payload, droppable);
    }

    /// What is in flight the link repeats by itself.
    private void again() {
        if (sending) {
            return;
        }
        switch (mode) {
            case RUNNING -> {
                if (pendingBreak) {
                    pendingBreak = false;
                    stop();
                }
            }
            case STOPPED, PROMPTING, FILING -> {
                // The answer to what was said before may cross this and stand for its ack.
                ledger.gaveUp(number());
                say(announcement.type(), announcement.payload(), announcement.droppable());
            }
        }
    }

    private void say(int type, Bytes payload, boolean mayBeDropped) {
        sending = true;
        droppable = mayBeDropped;
        saidAt = clock.now();
        inFlight = ledger.says(payload);
        int number = inFlight;
        int boot = boots;
        Outgoing packet = mayBeDropped ? Outgoing.droppable(type, payload) : Outgoing.of(type, payload);
        Objects.requireNonNull(ctx).write(packet).addListener(sent -> {
            if (boot == boots) {
                said(number, sent.isSuccess(), mayBeDropped);
            }
        });
    }

    private void said(int number, boolean taken, boolean mayBeDropped) {
        sending = false;
        ledger.require(taken || mayBeDropped, "message %d was given up and must not be".formatted(number));
        if (taken) {
            present = true;
        } else {
            ledger.gaveUp(number);
            if (mode == Mode.STOPPED || mode == Mode.FILING) {
                run();
            }
        }
    }

    private void write(Object message) {
        Objects.requireNonNull(ctx).write(message);
    }

    // Messages, each with a number of its own.

    private int number() {
        return ledger.next();
    }

    private Bytes exception() {
        return Bytes.zeros(STATE_CHANGE)
                .with(0, u32(0x3030))
                .with(8, u32(1))
                .with(24, u32(number()))
                .with(32, u32(0x80000003));
    }

    private Bytes loadSymbols() {
        return Bytes.zeros(STATE_CHANGE).with(0, u32(0x3031)).with(8, u32(1)).with(24, u32(number()));
    }

    private Bytes prompt() {
        return MessageCodec.X64.encode(DebugIo.prompt(0, Bytes.ofLatin1("prompt " + number()), 16));
    }

    private Bytes text(String what) {
        return MessageCodec.X64.encode(DebugIo.print(0, Bytes.ofLatin1(what + " " + number())));
    }

    private Bytes createFile() {
        return Bytes.zeros(FILE_HEADER)
                .with(0, u32(CREATE_FILE))
                .concat(Bytes.of(ByteBuffer.allocate(6)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(number())
                        .array()));
    }

    private static Bytes u32(int value) {
        return Bytes.of(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private static Bytes u16(int value) {
        return Bytes.of((byte) value, (byte) (value >> 8));
    }
}
