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
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Would our target have said the same to the recording host as the recorded kernels?
@Feature(value = "2.4", on = On.REPLAY)
class RecordedKernelTest {
    private final LinkMachine machine = LinkMachine.target(LinkDialect.SERIAL, LinkPace.TARGET);
    private LinkState state = machine.initial();
    private final List<Integer> owed = new ArrayList<>();
    private final List<KdPacket.Control> said = new ArrayList<>();
    private int last;

    static Stream<Recording> recordings() {
        return Recording.NAMES.stream().map(Recording::load);
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void ourTargetSaysTheSame(Recording recording) {
        List<KdPacket.Control> saidThen = new ArrayList<>();
        // Who came late found a kernel that ran.
        step(new LinkEvent.Listening(!recording.name().contains("late")));
        for (Recording.Entry entry : recording.entries()) {
            switch (read(entry)) {
                case Inbound inbound when !entry.fromTarget() -> step(event(inbound));
                case Inbound.Packet(KdPacket.Data data) -> transmit(data, "line " + entry.line());
                case Inbound.Packet(KdPacket.Control control) -> saidThen.add(control);
                default -> resent("line " + entry.line());
            }
        }
        assertThat(said).isEqualTo(saidThen);
        assertThat(owed).as("what the recording ended before").hasSizeLessThanOrEqualTo(1);
    }

    /// What the kernel sent, it began itself, or sent again because time was up or the host wanted it.
    private void transmit(KdPacket.Data data, String line) {
        if (data.id() == LinkDialect.SERIAL.ids().firstId()) {
            step(new LinkEvent.WireUp()); // a kernel that has just begun, once more after a reboot
        }
        step(new LinkEvent.Listening(true));
        resent(line);
        assertThat(last).as(line).isEqualTo(data.id());
    }

    private void resent(String line) {
        if (owed.isEmpty()) {
            step(state.isSending() ? new LinkEvent.Elapsed(LinkTimer.ACK) : new LinkEvent.Send(false));
        }
        assertThat(owed).as(line).isNotEmpty();
        last = owed.removeFirst();
    }

    private static LinkEvent event(Inbound inbound) {
        return switch (inbound) {
            case Inbound.Damaged _ -> new LinkEvent.Damaged();
            case Inbound.Packet(KdPacket.Data data) ->
                new LinkEvent.DataReceived(
                        data.type(), data.id(), data.payload().hashCode());
            case Inbound.Packet(KdPacket.Control(int type, int id)) ->
                switch (type) {
                    case PacketType.ACKNOWLEDGE -> new LinkEvent.AckReceived(id);
                    case PacketType.RESEND -> new LinkEvent.ResendReceived();
                    default -> new LinkEvent.ResetReceived(id);
                };
            case Inbound.Packet(KdPacket.BreakIn()) -> new LinkEvent.BreakInReceived();
            default -> throw new AssertionError("not from a host: " + inbound);
        };
    }

    private void step(LinkEvent event) {
        Step step = machine.step(state, event);
        state = step.state();
        for (LinkEffect effect : step.effects()) {
            switch (effect) {
                case LinkEffect.Ack(int id) -> said.add(new KdPacket.Control(PacketType.ACKNOWLEDGE, id));
                case LinkEffect.AskResend() -> said.add(new KdPacket.Control(PacketType.RESEND, 0));
                case LinkEffect.SendReset(int id) -> said.add(new KdPacket.Control(PacketType.RESET, id));
                case LinkEffect.Transmit(int id) -> owed.add(id);
                default -> {}
            }
        }
    }

    private static Inbound read(Recording.Entry entry) {
        return new PacketReader(entry.fromTarget() ? Role.HOST : Role.TARGET)
                .feed(entry.bytes())
                .idle()
                .take()
                .getFirst();
    }
}
