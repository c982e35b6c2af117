package io.kdlab.link;

import io.kdlab.link.LinkState.Seen;
import io.kdlab.link.LinkState.Sending.AwaitingAck;
import io.kdlab.link.LinkState.Sync;
import io.kdlab.packet.PacketType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/// Both machines run over every kind of state and event, written as the tables of `kd-transports/doc/link.md`.
final class LinkTable {
    private static final int FIRST = 0x80800800;
    private static final int EVEN = 0x80800000;
    private static final int ODD = 0x80800001;

    private LinkTable() {}

    /// What differs between the kinds of wire.
    static String dialects() {
        StringBuilder text = new StringBuilder("## Dialects\n\n"
                + "| wire | host's first id | target's | next id | RESET | packets | acks | late copies |\n"
                + "|---|---|---|---|---|---|---|---|\n");
        for (LinkDialect dialect :
                List.of(LinkDialect.SERIAL, LinkDialect.KDUSB, LinkDialect.KDNET, LinkDialect.IEEE1394)) {
            LinkIds ids = dialect.ids();
            text.append("| %s | %s | %s | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            dialect.name(),
                            id(ids.firstOfHost()),
                            id(ids.firstId()),
                            words(ids.counting()),
                            ids.reset() == LinkIds.Reset.CARRIES ? "carries the next id" : "both begin anew",
                            dialect.framing().delimited() ? "one a unit of the wire" : "in a stream, trailer 0xAA",
                            dialect.acks() == LinkDialect.Acks.PACKETS ? "packets" : "the wire's",
                            ids.late() ? "possible" : "no"));
        }
        return text.append('\n').toString();
    }

    static String host() {
        LinkMachine machine = LinkMachine.host(LinkDialect.SERIAL, LinkPace.HOST);
        LinkState fresh = machine.initial();
        LinkState rest = fresh.with(Sync.ALIGNED).withIds(EVEN, ODD).withSeen(new Seen(FIRST, 1));
        LinkState sending = rest.with(new AwaitingAck(1, 0, false));
        LinkState last = rest.with(new AwaitingAck(LinkPace.HOST.attempts(), LinkPace.HOST.resends(), false));
        LinkState resetting = fresh.with(Sync.RESETTING).withResets(1, 1);
        LinkState lastReset = fresh.with(Sync.RESETTING).withResets(LinkPace.HOST.resets(), 3);
        LinkState breaking = rest.withBreakIns(1);
        LinkState lastBreak = rest.withBreakIns(LinkPace.HOST.breakIns());
        Map<String, LinkState> states = new LinkedHashMap<>();
        states.put("unknown", fresh);
        states.put("resetting", resetting);
        states.put("resetting, last try", lastReset);
        states.put("at rest", rest);
        states.put("awaiting ack", sending);
        states.put("awaiting ack, last try", last);
        states.put("breaking in", breaking);
        states.put("breaking in, last try", lastBreak);
        Map<String, LinkEvent> events = new LinkedHashMap<>();
        events.put("we send", new LinkEvent.Send(false));
        events.put("resynchronise", new LinkEvent.Resync());
        events.put("break in", new LinkEvent.BreakIn());
        events.put("break in no more", new LinkEvent.StopBreakIn());
        events.put("stop, next id", new LinkEvent.DataReceived(PacketType.STATE_CHANGE64, ODD, 2));
        events.put("print, next id", new LinkEvent.DataReceived(PacketType.DEBUG_IO, ODD, 2));
        events.put("reply, next id", new LinkEvent.DataReceived(PacketType.STATE_MANIPULATE, ODD, 2));
        events.put("the last packet again", new LinkEvent.DataReceived(PacketType.DEBUG_IO, FIRST, 1));
        events.put("new contents, old id", new LinkEvent.DataReceived(PacketType.DEBUG_IO, EVEN, 3));
        events.put("SYNC, new contents", new LinkEvent.DataReceived(PacketType.DEBUG_IO, FIRST, 3));
        wire(events);
        events.put("ack late", new LinkEvent.Elapsed(LinkTimer.ACK));
        events.put("RESET answer late", new LinkEvent.Elapsed(LinkTimer.RESET));
        events.put("stop late", new LinkEvent.Elapsed(LinkTimer.BREAK_IN));
        return table(machine, states, events);
    }

    static String target() {
        LinkMachine machine = LinkMachine.target(LinkDialect.SERIAL, LinkPace.TARGET);
        LinkState fresh = machine.initial();
        LinkState rest = fresh.with(Sync.ALIGNED).withIds(ODD, EVEN);
        Map<String, LinkState> states = new LinkedHashMap<>();
        states.put("booted", fresh);
        states.put("stopped", rest);
        states.put("running", rest.withListening(false));
        states.put("awaiting ack", rest.with(new AwaitingAck(1, 0, true)));
        states.put("awaiting ack, last try", rest.with(new AwaitingAck(LinkPace.TARGET.attempts(), 0, true)));
        states.put(
                "awaiting ack of a stop, last try", rest.with(new AwaitingAck(LinkPace.TARGET.attempts(), 0, false)));
        Map<String, LinkEvent> events = new LinkedHashMap<>();
        events.put("we send", new LinkEvent.Send(true));
        events.put("request, next id", new LinkEvent.DataReceived(PacketType.STATE_MANIPULATE, EVEN, 2));
        events.put("request, old id", new LinkEvent.DataReceived(PacketType.STATE_MANIPULATE, ODD, 2));
        wire(events);
        events.put("0x62", new LinkEvent.BreakInReceived());
        events.put("ack late", new LinkEvent.Elapsed(LinkTimer.ACK));
        return table(machine, states, events);
    }

    private static void wire(Map<String, LinkEvent> events) {
        events.put("damaged packet", new LinkEvent.Damaged());
        events.put("ack, right id", new LinkEvent.AckReceived(EVEN));
        events.put("ack, other id", new LinkEvent.AckReceived(ODD));
        events.put("RESEND", new LinkEvent.ResendReceived());
        events.put("RESET", new LinkEvent.ResetReceived(0));
        events.put("wire down", new LinkEvent.WireDown());
    }

    private static String table(LinkMachine machine, Map<String, LinkState> states, Map<String, LinkEvent> events) {
        StringBuilder text = new StringBuilder();
        states.forEach((name, state) -> {
            text.append("### ")
                    .append(name)
                    .append("\n\n`")
                    .append(brief(state))
                    .append("`\n\n");
            text.append("| event | effects, in order | then |\n|---|---|---|\n");
            events.forEach((event, value) -> text.append(row(machine, state, event, value)));
            text.append('\n');
        });
        return text.toString();
    }

    private static String row(LinkMachine machine, LinkState state, String name, LinkEvent event) {
        if (event instanceof LinkEvent.Send && state.isSending()) {
            return "| %s | not allowed: one packet is in flight | |\n".formatted(name);
        }
        LinkEvent fitting = event;
        if (event instanceof LinkEvent.AckReceived && state.outId() == ODD) {
            fitting = new LinkEvent.AckReceived(name.contains("right") ? ODD : EVEN);
        }
        Step step = machine.step(state, fitting);
        String then = step.state().equals(state) ? "same" : "`" + brief(step.state()) + "`";
        return "| %s | %s | %s |\n".formatted(name, effects(step.effects()), then);
    }

    private static String effects(List<LinkEffect> effects) {
        return effects.isEmpty()
                ? "none"
                : effects.stream().map(LinkTable::brief).collect(Collectors.joining(", "));
    }

    private static String brief(LinkEffect effect) {
        return switch (effect) {
            case LinkEffect.Transmit(int id) -> "**send " + id(id) + "**";
            case LinkEffect.Ack(int id) -> "**ACK " + id(id) + "**";
            case LinkEffect.AskResend() -> "**RESEND**";
            case LinkEffect.SendReset(int id) -> id == 0 ? "**RESET**" : "**RESET " + id(id) + "**";
            case LinkEffect.SendBreakIn() -> "**0x62**";
            case LinkEffect.Deliver() -> "hand up";
            case LinkEffect.Drop(LinkEffect.Drop.Reason reason) -> "drop (" + words(reason) + ")";
            case LinkEffect.Acked() -> "sent";
            case LinkEffect.Failed(LinkFailure failure) -> "failed (" + words(failure) + ")";
            case LinkEffect.Arm(LinkTimer timer) -> "arm " + words(timer);
            case LinkEffect.Disarm(LinkTimer timer) -> "disarm " + words(timer);
            case LinkEffect.Report(LinkReport report) -> "tell " + words(report);
        };
    }

    private static String brief(LinkState state) {
        StringJoiner text = new StringJoiner(" ");
        text.add(words(state.sync()));
        text.add("out=" + id(state.outId()));
        text.add("in=" + id(state.inId()));
        if (state.sending() instanceof AwaitingAck(int attempt, int resends, boolean droppable)) {
            text.add("sending(try " + attempt + (resends > 0 ? ", asked " + resends : "") + ")");
            if (droppable) {
                text.add("droppable");
            }
        }
        if (state.resetTries() > 0) {
            text.add("resets=" + state.resetTries());
        }
        if (state.resetsOwed() > 0) {
            text.add("owed=" + state.resetsOwed());
        }
        if (state.breakIns() > 0) {
            text.add("break-ins=" + state.breakIns());
        }
        if (state.syncSticks()) {
            text.add("SYNC sticks");
        }
        if (!state.listening()) {
            text.add("deaf");
        }
        return text.toString();
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    private static String id(int id) {
        return "%08x".formatted(id);
    }
}
