package io.kdlab.sim;

import io.kdlab.link.LinkDialect;
import io.kdlab.link.LinkEffect;
import io.kdlab.link.LinkEvent;
import io.kdlab.link.LinkMachine;
import io.kdlab.link.LinkPace;
import io.kdlab.link.LinkReport;
import io.kdlab.link.LinkState;
import io.kdlab.link.LinkTimer;
import io.kdlab.link.Step;
import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketDecoder;
import io.kdlab.packet.PacketEncoder;
import io.kdlab.packet.PacketType;
import io.kdlab.packet.Role;
import io.kdlab.value.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What kdcom is to a kernel: blocking send, receive and poll on the machine's own thread, over the link machine in
/// target role. What the port received is taken piece by piece, so what follows a packet is left for the next poll.
final class TargetWire {
    /// Silence that ends a packet, and makes a lone break-in byte count.
    private static final long IDLE_NANOS = 150_000_000;

    private static final long NEVER = Long.MAX_VALUE;
    private static final int BREAK_IN = 0x62;

    private final ReceiveFifo input;
    private final Consumer<Bytes> output;
    private final LinkDialect dialect;
    private final LinkMachine machine;
    private final PacketDecoder decoder;
    private final byte[] piece = new byte[ReceiveFifo.LONGEST];
    private final ByteBuf pieceView = Unpooled.wrappedBuffer(piece);

    private LinkState state;
    private KdPacket.@Nullable Data outgoing;
    private KdPacket.@Nullable Data delivered;
    private int awaitedType;
    private long ackDue = NEVER;
    private boolean acked;
    private boolean present = true;
    private boolean breakRequested;
    private boolean announceAgain;

    /// @param output takes one packet at a time
    TargetWire(ReceiveFifo input, Consumer<Bytes> output, LinkDialect dialect, LinkPace pace) {
        this.input = input;
        this.output = output;
        this.dialect = dialect;
        machine = LinkMachine.target(dialect, pace);
        decoder = new PacketDecoder(dialect.framing(), Role.TARGET);
        state = machine.initial();
    }

    /// A new kernel: ids begin with SYNC again, and a debugger is believed in.
    void restart() {
        state = machine.initial();
        decoder.reset();
        present = true;
        breakRequested = false;
        ackDue = NEVER;
    }

    /// Whether somebody acknowledged, or nothing was given up yet.
    boolean debuggerPresent() {
        return present;
    }

    /// Sends a packet and waits for its ack. False if it is droppable and nobody acknowledged it, or nobody did
    /// before.
    boolean send(int type, Bytes payload, boolean droppable) {
        if (droppable && !present) {
            return false;
        }
        attend();
        outgoing = new KdPacket.Data(type, 0, payload);
        acked = false;
        happen(new LinkEvent.Send(droppable), null);
        if (dialect.acks() == LinkDialect.Acks.WIRE) {
            happen(new LinkEvent.AckReceived(state.outId()), null); // the port has taken it
        }
        while (state.isSending()) {
            pump();
        }
        present = acked;
        return acked;
    }

    /// Waits for a packet of this type; empty if the host wants the current stop told again.
    Optional<Bytes> receive(int type) {
        attend();
        awaitedType = type;
        delivered = null;
        announceAgain = false;
        while (true) {
            pump();
            KdPacket.Data packet = delivered;
            if (packet != null) {
                return Optional.of(packet.payload());
            }
            if (announceAgain) {
                return Optional.empty();
            }
        }
    }

    /// The kernel runs: from now on bytes are only polled.
    void leave() {
        decoder.reset();
        input.attended(false);
        happen(new LinkEvent.Listening(false), null);
    }

    /// Takes one piece, if there is one. True if it asks for a break, or an earlier one did.
    boolean pollBreakIn() {
        if (breakRequested) {
            breakRequested = false;
            return true;
        }
        int length = input.take(piece, 0);
        if (length == ReceiveFifo.NEW_SESSION) {
            newSession();
        }
        return length == 1 && piece[0] == BREAK_IN;
    }

    private void attend() {
        input.attended(true);
        if (!state.listening()) {
            happen(new LinkEvent.Listening(true), null);
        }
    }

    /// One piece, or what its absence means.
    private void pump() {
        long ackIn = ackDue == NEVER ? NEVER : Math.max(0, ackDue - System.nanoTime());
        long idleIn = decoder.isMidway() ? IDLE_NANOS : NEVER;
        int length = input.take(piece, Math.min(ackIn, idleIn));
        if (length == ReceiveFifo.NEW_SESSION) {
            newSession();
        } else if (length > 0) {
            decoder.feed(pieceView.setIndex(0, length), found -> arrived(found, false));
        } else if (ackIn <= idleIn) {
            ackDue = NEVER;
            happen(new LinkEvent.Elapsed(LinkTimer.ACK), null);
        } else {
            decoder.lineIdle(found -> arrived(found, true));
        }
    }

    /// Somebody is there again.
    private void newSession() {
        decoder.reset();
        present = true;
        happen(new LinkEvent.NewSession(), null);
    }

    private void arrived(Inbound found, boolean silence) {
        switch (found) {
            case Inbound.Packet(KdPacket.Data data) -> data(data);
            case Inbound.Packet(KdPacket.Control(int type, int id)) -> control(type, id);
            case Inbound.Packet(KdPacket.BreakIn _) -> breakIn(silence);
            case Inbound.Damaged _ -> happen(new LinkEvent.Damaged(), null);
            case Inbound.Noise _ -> {}
        }
    }

    /// A kernel acks a packet of a type it does not wait for and forgets it, ids unchanged.
    private void data(KdPacket.Data data) {
        if (!state.isSending() && data.type() != awaitedType) {
            write(new KdPacket.Control(PacketType.ACKNOWLEDGE, data.id()));
            return;
        }
        happen(new LinkEvent.DataReceived(data.type(), data.id(), data.payload().hashCode()), data);
    }

    private void control(int type, int id) {
        switch (type) {
            case PacketType.ACKNOWLEDGE -> happen(new LinkEvent.AckReceived(id), null);
            case PacketType.RESEND -> happen(new LinkEvent.ResendReceived(), null);
            case PacketType.RESET -> happen(new LinkEvent.ResetReceived(id), null);
            default -> {}
        }
    }

    /// Followed by silence it also makes a stopped kernel tell its stop again; followed by a packet it only stays
    /// pending.
    private void breakIn(boolean silence) {
        if (silence) {
            happen(new LinkEvent.BreakInReceived(), null);
            announceAgain = true;
        } else {
            breakRequested = true;
        }
    }

    private void happen(LinkEvent event, KdPacket.@Nullable Data received) {
        Step step = machine.step(state, event);
        state = step.state();
        for (LinkEffect effect : step.effects()) {
            perform(effect, received);
        }
    }

    private void perform(LinkEffect effect, KdPacket.@Nullable Data received) {
        switch (effect) {
            case LinkEffect.Transmit(int id) -> transmit(id);
            case LinkEffect.Ack(int id) -> write(new KdPacket.Control(PacketType.ACKNOWLEDGE, id));
            case LinkEffect.AskResend _ -> write(new KdPacket.Control(PacketType.RESEND, 0));
            case LinkEffect.SendReset(int id) -> write(new KdPacket.Control(PacketType.RESET, id));
            case LinkEffect.SendBreakIn _ -> {}
            case LinkEffect.Deliver _ -> delivered = received;
            case LinkEffect.Drop _ -> {}
            case LinkEffect.Acked _ -> acked = true;
            case LinkEffect.Failed _ -> {}
            case LinkEffect.Arm(LinkTimer timer) -> arm(timer);
            case LinkEffect.Disarm(LinkTimer timer) -> {
                if (timer == LinkTimer.ACK) {
                    ackDue = NEVER;
                }
            }
            case LinkEffect.Report(LinkReport report) -> report(report);
        }
    }

    private void arm(LinkTimer timer) {
        if (timer == LinkTimer.ACK) {
            ackDue = System.nanoTime() + machine.pace().ack().toNanos();
        }
    }

    private void report(LinkReport report) {
        switch (report) {
            case ANNOUNCE_AGAIN -> announceAgain = true;
            case BREAK_REQUESTED -> breakRequested = true;
            default -> {}
        }
    }

    private void transmit(int id) {
        KdPacket.Data packet = outgoing;
        if (packet != null) {
            write(new KdPacket.Data(packet.type(), id, packet.payload()));
        }
    }

    private void write(KdPacket packet) {
        output.accept(PacketEncoder.encode(packet, dialect.framing()));
    }
}
