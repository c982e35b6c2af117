package io.kdlab.connection;

import io.kdlab.link.LinkDialect;
import io.kdlab.link.LinkHandler;
import io.kdlab.link.LinkPace;
import io.kdlab.link.LinkReport;
import io.kdlab.link.LinkState;
import io.kdlab.message.ApiNumber;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketType;
import io.kdlab.transport.Direction;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Bytes;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Sees what the host's link gets and sends on the wire, and, between link and conversation, what it hands up; holds
/// it to its rules.
final class ModelHostWatch extends ChannelInboundHandlerAdapter implements LinkTap {
    private static final String ACK = "the host acks a packet";
    private static final String REPEAT = "the host repeats its packet";

    private final ModelLedger ledger;
    private final LinkHandler link;
    private KdPacket.@Nullable Data lastSent;
    private int sentBefore;
    private int askedFor;
    private Bytes answered = Bytes.EMPTY;
    /// Ids began anew since the last packet.
    private boolean begun = true;
    /// What was sent before ids began anew and must not be sent again.
    private KdPacket.@Nullable Data overAndDone;
    private boolean awaitsAlignment;
    private boolean freshlyAligned;
    private boolean restartIsTold;
    private boolean mayNotBreakIn;
    private int breakIns;

    ModelHostWatch(ModelLedger ledger, LinkHandler link) {
        this.ledger = ledger;
        this.link = link;
    }

    /// What must hold between two events.
    void check() {
        ledger.require(
                !awaitsAlignment || link.state().sync() != LinkState.Sync.UNKNOWN,
                "the target sent RESET, and nothing is agreed on");
        awaitsAlignment = false;
    }

    /// Somebody wants a break-in.
    void breakInIsAsked() {
        breakIns = 0;
        mayNotBreakIn = false;
    }

    /// Nobody wants one any more.
    void breakInIsOver() {
        mayNotBreakIn = true;
    }

    /// The request with this payload had its reply.
    void isAnswered(Bytes payload) {
        answered = payload;
    }

    // On the wire.

    @Override
    public void packet(Instant time, Direction direction, KdPacket packet) {
        boolean inbound = direction == Direction.FROM_TARGET;
        ledger.trace((inbound ? "host gets " : "host sends ") + packet + " "
                + link.state().sync());
        switch (packet) {
            case KdPacket.Data data -> {
                if (inbound) {
                    gets();
                } else {
                    sends(data);
                }
            }
            case KdPacket.Control(int type, int _) -> {
                if (inbound) {
                    gets(type);
                } else {
                    sends(type);
                }
            }
            case KdPacket.BreakIn _ -> {
                breakIns++;
                ledger.require(!mayNotBreakIn, "a break-in that nobody wants");
                ledger.require(breakIns <= LinkPace.HOST.breakIns(), "break-in has no end");
            }
        }
    }

    private void gets() {
        if (link.dialect().acks() == LinkDialect.Acks.PACKETS) {
            ledger.owes(ACK);
        }
    }

    private void gets(int control) {
        if (control == PacketType.RESET) {
            begun = true;
            awaitsAlignment = true;
        } else if (control == PacketType.RESEND) {
            askedFor++;
            if (link.state().isSending()) {
                ledger.owes(REPEAT);
            }
        }
    }

    private void sends(int control) {
        if (control == PacketType.ACKNOWLEDGE) {
            ledger.does(ACK);
        } else if (control == PacketType.RESET) {
            begun = true;
            overAndDone = isRead(lastSent) ? null : lastSent;
        }
    }

    private void sends(KdPacket.Data data) {
        ledger.does(REPEAT);
        KdPacket.Data before = lastSent;
        boolean same = data.equals(before);
        ledger.require(
                begun || before == null || same || data.id() != before.id(),
                "two packets in a row under one id: " + data);
        if (begun || !same) {
            sentBefore = 0;
            askedFor = 0;
        }
        lastSent = data;
        begun = false;
        sentBefore++;
        if (data.type() == PacketType.STATE_MANIPULATE) {
            if (link.state().sync() == LinkState.Sync.ALIGNED) {
                ledger.sends(data.payload());
            }
            ledger.require(!data.payload().equals(answered), "a request was sent again after its reply");
            ledger.require(
                    overAndDone == null || !data.payload().equals(overAndDone.payload()),
                    "a request was repeated although ids began anew: " + data);
            ledger.require(sentBefore <= LinkPace.HOST.attempts() + askedFor, "a packet was sent too often: " + data);
        }
    }

    private static boolean isRead(KdPacket.@Nullable Data data) {
        return data != null
                && data.type() == PacketType.STATE_MANIPULATE
                && data.payload().u32(0) == ApiNumber.READ_VIRTUAL.code();
    }

    // Between link and conversation.

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        KdPacket.Data data = (KdPacket.Data) message;
        ledger.trace("host hears " + data);
        ledger.hears(data.payload());
        freshlyAligned = false;
        mayNotBreakIn |= data.type() == PacketType.STATE_CHANGE64;
        boolean marked = (data.id() & link.dialect().ids().syncBit()) != 0;
        ledger.require(
                !marked || link.state().syncSticks() || restartIsTold,
                "the target began anew and the host does not know");
        restartIsTold = false;
        ctx.fireChannelRead(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        ledger.trace("host: " + event);
        switch ((LinkReport) event) {
            case TARGET_RESTARTED -> {
                ledger.sawRestart();
                restartIsTold = true;
                if (link.state().sync() == LinkState.Sync.UNKNOWN) {
                    ledger.isContaminated();
                }
                beginsAnew();
            }
            case NEW_SESSION -> {
                ledger.hostAligned();
                beginsAnew();
            }
            case RESET_ANSWERED, RESYNCHRONISED -> {
                ledger.hostHearsAnswer();
                freshlyAligned = true;
            }
            case PEER_RESET -> ledger.isContaminated();
            case OUT_OF_STEP -> ledger.require(!freshlyAligned, "ids were agreed on, and the next one was wrong");
            default -> {
                // Nothing to hold it to.
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    private void beginsAnew() {
        begun = true;
        overAndDone = lastSent;
    }
}
