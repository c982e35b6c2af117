package io.kdlab.replay;

import io.kdlab.link.LinkEvent;
import io.kdlab.link.LinkReport;
import io.kdlab.link.Outgoing;
import io.kdlab.message.DebugIo;
import io.kdlab.message.KdMessage;
import io.kdlab.message.Manipulate;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.SwitchProcessor;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The kernel of a recording: says what was said, in order and as fast as it is acknowledged, answers what was
/// answered, and goes on to the next recorded moment when it is told to go on.
///
/// What was not recorded it refuses as a kernel refuses, and says so in a line of its own, once. When the
/// recording is over it runs; a break-in then brings it back to its last stop.
final class ReplayKernel extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayKernel.class);
    /// Where the trace flag of every [io.kdlab.message.Continue2] lies in the payload.
    private static final int TRACE_FLAG = 20;
    /// Things not recorded that are remembered as told.
    private static final int MOST_TOLD = 10_000;

    private final List<Moment> moments;
    private final Set<String> told = new HashSet<>();
    private int next;
    private @Nullable Moment waiting;
    private final Optional<Moment.Exchange> version;
    private StopAnswers answers;

    ReplayKernel(RecordedSession session) {
        moments = session.moments();
        version = session.version();
        answers = new StopAnswers(List.of(), version);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        proceed(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        KdPacket.Data packet = (KdPacket.Data) message;
        switch (waiting) {
            case Moment.Asked asked when asked.type() == packet.type() -> proceed(context);
            case Moment.Stopped stop
            when MessageCodec.X64.decode(packet.type(), packet.payload()) instanceof Manipulate request ->
                request(context, stop, request, packet.payload());
            case null, default -> LOG.debug("replay.unexpected packet={}", packet);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        switch ((LinkReport) event) {
            case ANNOUNCE_AGAIN -> announce(context);
            case BREAK_REQUESTED -> {
                if (waiting == null && next == moments.size()) {
                    lastStop(context);
                } else {
                    announce(context);
                }
            }
            default -> {
                // A kernel has no use for it.
            }
        }
    }

    /// Says everything up to the next moment that waits for the host.
    private void proceed(ChannelHandlerContext context) {
        waiting = null;
        if (next == moments.size()) {
            context.write(new LinkEvent.Listening(false));
            return;
        }
        Moment moment = moments.get(next);
        next++;
        if (moment instanceof Moment.Said said) {
            context.write(new LinkEvent.Listening(false));
            context.write(Outgoing.droppable(said.type(), said.payload())).addListener(_ -> {
                if (context.channel().isActive()) {
                    proceed(context);
                }
            });
        } else {
            await(context, moment);
        }
    }

    private void await(ChannelHandlerContext context, Moment moment) {
        waiting = moment;
        if (moment instanceof Moment.Stopped stop) {
            answers = new StopAnswers(stop.exchanges(), version);
        }
        context.write(new LinkEvent.Listening(true));
        announce(context);
    }

    private void announce(ChannelHandlerContext context) {
        Moment moment = waiting;
        if (moment != null) {
            context.write(Outgoing.of(moment.type(), moment.payload()));
        }
    }

    private void lastStop(ChannelHandlerContext context) {
        Optional<Moment> last = moments.reversed().stream()
                .filter(Moment.Stopped.class::isInstance)
                .findFirst();
        if (last.isPresent()) {
            print(context, "the recording is over; this is its last stop once more");
            await(context, last.get());
        } else {
            tell(context, "no stop");
        }
    }

    private void request(ChannelHandlerContext context, Moment.Stopped stop, Manipulate request, Bytes payload) {
        if (RequestKey.goesOn(request)) {
            goOn(context, stop, request, payload);
        } else if (request.body() instanceof SwitchProcessor) {
            switchProcessor(context, stop, request);
        } else if (request.expectsReply()) {
            StopAnswers.Answer answer = answers.answer(request, payload);
            context.write(Outgoing.of(PacketType.STATE_MANIPULATE, answer.payload()));
            answer.missing().ifPresent(what -> tell(context, what));
        }
    }

    /// What comes next was recorded, whatever the host wants; where he wants something else he is told.
    private void goOn(ChannelHandlerContext context, Moment.Stopped stop, Manipulate request, Bytes payload) {
        String wanted = way(request, payload);
        stop.left()
                .map(then -> way(then, MessageCodec.X64.encode(then)))
                .filter(recorded -> !recorded.equals(wanted))
                .ifPresent(recorded -> print(
                        context,
                        wanted + " was not recorded here, but " + recorded + "; what follows is what was recorded"));
        proceed(context);
    }

    private static String way(Manipulate request, Bytes payload) {
        boolean step = payload.length() >= TRACE_FLAG + 4 && payload.u32(TRACE_FLAG) != 0;
        return request.api()
                .map(api -> switch (api) {
                    case CONTINUE2 -> step ? "a step" : "go";
                    case CONTINUE -> "go";
                    case REBOOT -> "a reboot";
                    case CAUSE_BUG_CHECK -> "a crash";
                    default -> api.name();
                })
                .orElse("something unknown");
    }

    /// A target that is asked for another processor reports something, or the host waits for ever.
    private void switchProcessor(ChannelHandlerContext context, Moment.Stopped stop, Manipulate request) {
        boolean same = stop.left()
                .filter(then -> then.body() instanceof SwitchProcessor && then.processor() == request.processor())
                .isPresent();
        if (same) {
            proceed(context);
        } else {
            announce(context);
            tell(context, "SwitchProcessor " + request.processor());
        }
    }

    private void tell(ChannelHandlerContext context, String what) {
        if (told.size() < MOST_TOLD && told.add(what)) {
            LOG.debug("replay.not-recorded what={}", what);
            print(context, "not recorded: " + what);
        }
    }

    private static void print(ChannelHandlerContext context, String line) {
        KdMessage print = DebugIo.print(0, Bytes.ofLatin1("replay: " + line + "\n"));
        context.write(Outgoing.droppable(PacketType.DEBUG_IO, MessageCodec.X64.encode(print)));
    }
}
