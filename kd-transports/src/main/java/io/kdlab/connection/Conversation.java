package io.kdlab.connection;

import io.kdlab.link.LinkEvent;
import io.kdlab.link.LinkFailure;
import io.kdlab.link.LinkHandler;
import io.kdlab.link.LinkReport;
import io.kdlab.link.LinkState;
import io.kdlab.message.DebugIo;
import io.kdlab.message.FileIo;
import io.kdlab.message.GetString;
import io.kdlab.message.KdMessage;
import io.kdlab.message.Machine;
import io.kdlab.message.Manipulate;
import io.kdlab.message.StateChange;
import io.kdlab.packet.KdPacket;
import io.kdlab.transport.LinkTap;
import io.kdlab.transport.WireEvent;
import io.kdlab.value.Epoch;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The host's end of one opening of a wire: serves what the target says, whether anybody drives or not.
///
/// Runs on the event loop only. Prints are acknowledged below; prompts, files and stops are served here, inside
/// and outside a wait for a reply alike.
final class Conversation extends ChannelInboundHandlerAdapter implements Exchanges.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final int STRAY_REPLY_MILLIS = 40;
    private static final int LISTEN_MILLIS = 250;
    /// How long a target that has answered RESET may take to say where it stands.
    private static final int ANNOUNCEMENT_MILLIS = 2000;

    private final String wire;
    private final Gate gate;
    private final LinkNews news;
    private final LinkHandler link;
    private final LinkHealth health;
    private final Stops stops;
    private final Exchanges exchanges;
    private final Alignment alignment;
    private final TargetMachine machine;
    private final FileRefusals files;
    private final Prints prints;
    private volatile boolean breakUntilStop;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable StateChange deferred;
    private volatile @Nullable DebugIo prompt;

    Conversation(String wire, Gate gate, LinkNews news, LinkHandler link, boolean breakUntilStop) {
        this.wire = wire;
        this.gate = gate;
        this.news = news;
        this.link = link;
        this.alignment = new Alignment(link, this::resync);
        this.health = new LinkHealth(wire, news);
        this.stops = new Stops(news);
        this.machine = new TargetMachine(wire, news);
        this.exchanges = new Exchanges(wire, gate, news, health, machine, this);
        this.prints = new Prints(news);
        this.files = new FileRefusals(news, machine, this::agreeAgain);
        this.breakUntilStop = breakUntilStop;
    }

    void submit(Exchange exchange) {
        if (ctx == null || !ctx.channel().isActive()) {
            exchange.result.completeExceptionally(new LinkLostException(wire + ": the wire is down"));
            return;
        }
        refusal(exchange).ifPresentOrElse(exchange.result::completeExceptionally, () -> exchanges.submit(exchange));
    }

    void breakIn(Epoch epoch) throws EpochRefusedException {
        gate.pass(epoch, () -> {
            if (ctx != null && !stops.isStopped() && !alignment.holdsStop()) {
                stops.breakingIn();
                ctx.write(new LinkEvent.BreakIn());
            }
        });
    }

    void resync() {
        exchanges.pause();
        if (ctx != null) {
            ctx.write(new LinkEvent.Resync());
        }
    }

    /// Whether the target has stopped once since the wire was opened, or no break-in was wanted.
    boolean hasStopped() {
        return !breakUntilStop;
    }

    /// The target's machine, as far as it has said.
    Machine machine() {
        return machine.machine();
    }

    Optional<DebugIo> prompt() {
        return Optional.ofNullable(prompt);
    }

    /// No break-in byte of the old driver's goes out any more, and none of his exchanges begins.
    void gateMoved() {
        exchanges.gateMoved();
        if (ctx != null) {
            ctx.write(new LinkEvent.StopBreakIn());
        }
    }

    void abandon(Exchange exchange) {
        exchanges.abandon(exchange);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ctx = context;
        exchanges.opened(context);
        health.opened(context);
        if (breakUntilStop) {
            stops.breakingIn();
            context.write(new LinkEvent.BreakIn());
        } else {
            after(LISTEN_MILLIS, this::askWhereItStands);
        }
    }

    /// A booting target repeats its first packet, whose id tells more than any RESET, so the line is listened to
    /// first.
    private void askWhereItStands() {
        if (link.state().sync() == LinkState.Sync.UNKNOWN && link.state().breakIns() == 0) {
            resync();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        health.closed();
        exchanges.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            // A mistake of ours. The link is opened again, from a state that is known.
            LOG.error("the link failed wire={}", wire, cause);
        }
        news.note(LinkTap.Kind.LINK, "failed: " + cause, "box");
        context.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        KdPacket.Data packet = (KdPacket.Data) message;
        health.heard();
        KdMessage said = machine.read(packet);
        switch (said) {
            case StateChange change -> stop(change);
            case Manipulate reply -> reply(reply);
            case DebugIo io when io.body() instanceof GetString -> alignment.serve(io, () -> asked(io));
            case DebugIo io -> prints.tell(io, this::running);
            case FileIo file -> alignment.serve(file, () -> file(file));
            default -> news.note(LinkTap.Kind.LINK, "not understood: " + said, "target");
        }
        if (!(said instanceof DebugIo)) {
            prints.interrupted();
        }
        resumeIfAligned();
    }

    private void resumeIfAligned() {
        if (alignment.isAligned()) {
            exchanges.resume();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof LinkReport report) {
            report(report);
        } else if (event instanceof WireEvent told) {
            health.told(told);
            peer(told);
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    /// What the target does is not known while it is gone. One that comes back with its session is asked.
    private void peer(WireEvent told) {
        WireEvent.Peer.State peer = told instanceof WireEvent.Peer(WireEvent.Peer.State state, String _) ? state : null;
        if (peer == WireEvent.Peer.State.GONE) {
            forgetWhereItStands();
        } else if (peer == WireEvent.Peer.State.PRESENT && alignment.isAligned() && !stops.isStopped()) {
            resync();
        }
    }

    private void report(LinkReport report) {
        switch (report) {
            case RESET_ANSWERED -> alignment.answered();
            case RESYNCHRONISED, PEER_RESET -> resynchronised(alignment::answered);
            case SETTLED -> resynchronised(alignment::settled);
            case TARGET_RESTARTED -> {
                restarted();
                health.restarted();
            }
            case NEW_SESSION -> {
                restarted();
                health.newSession();
                after(LISTEN_MILLIS, this::askWhereItStands);
            }
            case RESET_UNANSWERED -> {
                if (alignment.holds() ? alignment.servedUnanswered() : unanswered()) {
                    exchanges.resume();
                }
            }
            case OUT_OF_STEP -> news.note(LinkTap.Kind.LINK, "packet ids were out of step", "box");
            case BREAK_IN_UNANSWERED -> {
                health.breakInUnanswered();
                if (breakUntilStop && ctx != null) {
                    ctx.write(new LinkEvent.BreakIn());
                } else if (health.isProbing()) {
                    resync();
                }
            }
            case DEBUGGER_ABSENT, ANNOUNCE_AGAIN, BREAK_REQUESTED -> {
                // A target's side has these.
            }
        }
    }

    /// A running target reads no RESET; one that stands or asks must answer.
    private boolean unanswered() {
        if (stops.isStopped() || prompt != null) {
            forgetWhereItStands();
            health.silent();
        }
        health.resetUnanswered(this::resync);
        return true;
    }

    private void restarted() {
        machine.forget();
        forgetWhereItStands();
        alignment.forget();
        deferred = null;
        exchanges.fail(LinkFailure.RESTARTED.words());
    }

    private void resynchronised(Runnable settle) {
        prints.resynchronised();
        health.resynchronised("RESET answered");
        settle.run();
        after(ANNOUNCEMENT_MILLIS, this::resumeIfAligned);
    }

    private void stop(StateChange change) {
        if (exchanges.isResuming()) {
            deferred = change;
        } else {
            alignment.serve(change, () -> announce(change));
        }
    }

    private void announce(StateChange change) {
        boolean again = stops.isStopped();
        breakUntilStop = false;
        prompt = null;
        stops.stopped(change);
        if (again) {
            exchanges.announcedAgain();
        } else {
            exchanges.next();
        }
    }

    private void asked(DebugIo io) {
        boolean again = io.equals(prompt);
        running();
        prompt = io;
        int longest = io.body() instanceof GetString(int _, int most) ? most : 0;
        if (!again) {
            news.note(LinkTap.Kind.PROMPT, io.string(), "target");
            news.publish(new LinkNotice.PromptAsked(io.string(), longest, news.now()));
        }
        exchanges.next();
    }

    private void file(FileIo file) {
        running();
        files.refuse(file, ctx);
    }

    private void running() {
        prompt = null; // whoever prints or wants a file is past it
        if (!stops.isStopped()) {
            stops.running();
        }
    }

    private void reply(Manipulate reply) {
        if (exchanges.answered(reply)) {
            return;
        }
        news.note(
                LinkTap.Kind.LINK, "a reply to nothing asked: api 0x" + Integer.toHexString(reply.apiNumber()), "box");
        // The answer to a host before us, or to us before the link was lost: its ack did not get through. So the
        // target stands and has nothing left to send; RESET makes it say where, unless one is on its way already.
        after(STRAY_REPLY_MILLIS, () -> {
            if (!stops.isStopped() && !alignment.holds() && alignment.isAligned()) {
                resync();
            }
        });
    }

    @Override
    public Optional<ConnectionException> refusal(Exchange exchange) {
        if (exchange.message instanceof DebugIo) {
            return prompt == null
                    ? Optional.of(new LinkLostException(wire + ": the target asks nothing now"))
                    : Optional.empty();
        }
        return stops.isStopped() ? Optional.empty() : Optional.of(health.notStopped());
    }

    @Override
    public void acked(Exchange exchange) {
        if (exchange.isResuming()) {
            stops.resumed();
        }
        if (exchange.message instanceof DebugIo) {
            prompt = null;
        }
    }

    @Override
    public void over() {
        StateChange change = deferred;
        deferred = null;
        if (change != null && !stops.isStopped() && alignment.isAligned()) {
            // It came before the continue's ack: the old stop once more, or a new one and the first ack was lost. Only
            // a target that stands answers RESET.
            resync();
        } else if (change != null) {
            stop(change);
        }
        exchanges.next();
    }

    @Override
    public void lostTrack() {
        forgetWhereItStands();
        health.lostTrack();
    }

    /// A target that stands is asked nothing under ids that nobody has agreed on.
    private void agreeAgain() {
        if ((stops.isStopped() || prompt != null) && link.state().sync() == LinkState.Sync.UNKNOWN) {
            resync();
        }
    }

    /// If the reply was lost, a RESET makes the target speak again.
    @Override
    public void replyIsLate(Exchange exchange) {
        if (alignment.isAligned()) {
            news.note(LinkTap.Kind.LINK, "no reply to " + exchange.name() + " yet: RESET", "box");
            resync();
        }
    }

    /// Before anybody learns that his request failed, the status says why.
    @Override
    public void silent() {
        forgetWhereItStands();
        health.silent();
        resync();
    }

    /// If it stands or asks still, it says so again.
    private void forgetWhereItStands() {
        stops.clear();
        prompt = null;
    }

    private void after(long millis, Runnable task) {
        if (ctx != null) {
            ctx.executor().schedule(task, millis, TimeUnit.MILLISECONDS);
        }
    }
}
