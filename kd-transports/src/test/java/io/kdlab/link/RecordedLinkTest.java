package io.kdlab.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.golden.PacketReader;
import io.kdlab.golden.Recording;
import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketType;
import io.kdlab.packet.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Would our host have said the same to the recorded kernels as the host that recorded them?
///
/// Everything the kernel sent is an event. What the recorded host began on its own account (requests,
/// RESET, break-in) is one too, and has to lead to the same ids. Its answers must come out of the machine
/// by themselves.
@Feature(value = "2.4", on = On.REPLAY)
class RecordedLinkTest {
    /// What the recorder sent to see what happens; no host would.
    private static final Set<String> PROBES = Set.of("BAD CHECKSUM", "DUPLICATE ID");

    private final LinkMachine machine = LinkMachine.host(LinkDialect.SERIAL, LinkPace.HOST);
    private LinkState state = machine.initial();
    private final List<LinkEffect> effects = new ArrayList<>();
    private final List<Integer> acks = new ArrayList<>();
    private KdPacket.@Nullable Data last;
    private boolean afterReset;
    private int delivered;
    private int saidAgain;

    static Stream<Recording> recordings() {
        return Recording.NAMES.stream().map(Recording::load);
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void ourHostSaysTheSame(Recording recording) {
        List<Integer> acksThen = new ArrayList<>();
        for (Recording.Entry entry : recording.entries()) {
            Inbound inbound = read(entry);
            if (entry.fromTarget()) {
                heard(inbound);
            } else if (inbound instanceof Inbound.Packet(KdPacket.Control(int type, int id))
                    && type == PacketType.ACKNOWLEDGE) {
                acksThen.add(id);
            } else if (inbound instanceof Inbound.Packet(KdPacket packet)
                    && !PROBES.contains(entry.json().path("note").asText())) {
                said(packet, "line " + entry.line());
            }
        }
        assertThat(acks).isEqualTo(acksThen);
        assertThat(effects).noneMatch(LinkEffect.Failed.class::isInstance);
        long damaged =
                recording.from(true).stream().filter(Recording.Entry::isDamaged).count();
        assertThat(count(new LinkEffect.AskResend())).isEqualTo(damaged);
        // Each of the long recordings provokes four retransmissions: three for want of an ack, one by RESEND.
        boolean isLong =
                recording.name().contains("session") || recording.name().contains("noisy");
        assertThat(count(new LinkEffect.Drop(LinkEffect.Drop.Reason.DUPLICATE))).isEqualTo(isLong ? 4 : 0);
        assertThat(saidAgain).isEqualTo(isLong ? 1 : 0);
        assertThat(delivered).isEqualTo(acksThen.size());
    }

    private void said(KdPacket packet, String line) {
        switch (packet) {
            case KdPacket.Data data -> {
                step(state.isSending() ? new LinkEvent.Elapsed(LinkTimer.ACK) : new LinkEvent.Send(false));
                assertThat(effects).as(line).contains(new LinkEffect.Transmit(data.id()));
                assertThat(state.outId()).as(line).isEqualTo(data.id());
            }
            case KdPacket.Control(int type, int _) when type == PacketType.RESET -> step(new LinkEvent.Resync());
            case KdPacket.Control control -> assertThat(control.type()).as(line).isEqualTo(PacketType.RESEND);
            case KdPacket.BreakIn() -> step(new LinkEvent.BreakIn());
        }
    }

    private void heard(Inbound inbound) {
        switch (inbound) {
            case Inbound.Damaged _ -> step(new LinkEvent.Damaged());
            case Inbound.Packet(KdPacket.Data data) -> data(data);
            case Inbound.Packet(KdPacket.Control(int type, int id)) -> {
                afterReset |= type == PacketType.RESET;
                step(
                        switch (type) {
                            case PacketType.ACKNOWLEDGE -> new LinkEvent.AckReceived(id);
                            case PacketType.RESEND -> new LinkEvent.ResendReceived();
                            default -> new LinkEvent.ResetReceived(id);
                        });
            }
            default -> throw new AssertionError("not from a target: " + inbound);
        }
    }

    private void data(KdPacket.Data data) {
        List<LinkEffect> now = step(new LinkEvent.DataReceived(
                data.type(), data.id(), data.payload().hashCode()));
        boolean same =
                last != null && last.type() == data.type() && last.payload().equals(data.payload());
        if (now.contains(new LinkEffect.Deliver())) {
            if (afterReset && same && data.type() == PacketType.DEBUG_IO) {
                saidAgain++; // it crossed our RESET; the recorder had not acknowledged it the first time
            } else {
                delivered++;
                now.stream()
                        .filter(LinkEffect.Ack.class::isInstance)
                        .forEach(ack -> acks.add(((LinkEffect.Ack) ack).id()));
            }
        }
        afterReset = false;
        last = data;
    }

    private List<LinkEffect> step(LinkEvent event) {
        Step step = machine.step(state, event);
        state = step.state();
        effects.addAll(step.effects());
        return step.effects();
    }

    private long count(LinkEffect wanted) {
        return effects.stream().filter(wanted::equals).count();
    }

    private static Inbound read(Recording.Entry entry) {
        return new PacketReader(entry.fromTarget() ? Role.HOST : Role.TARGET)
                .feed(entry.bytes())
                .idle()
                .take()
                .getFirst();
    }
}
