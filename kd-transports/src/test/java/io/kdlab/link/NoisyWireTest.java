package io.kdlab.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.golden.PacketReader;
import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketDialect;
import io.kdlab.packet.PacketEncoder;
import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Encoder, decoder and both machines over two wires that lose, add and change bytes, on seeded schedules.
///
/// A kernel says something, the host answers it, and so on by turns: what both say at once the protocol may lose,
/// since data stands for the ack of data. Each message arrives once and in order. A packet suffers one fault at
/// most, since a sum does not notice two that even out, and changed bytes are payload or trailer, since nothing
/// protects a header. `-Dkdlab.seed=N` runs that seed first.
@Feature("2.4")
class NoisyWireTest {
    private static final long FIRST_SEED = Long.getLong("kdlab.seed", 1);
    private static final int SEEDS = 200;
    private static final int MESSAGES = 30;
    private static final int HEADER = 16;

    private static final LinkPace PACE = new LinkPace(
            Duration.ofSeconds(1), 100_000, 100_000, Duration.ofSeconds(1), 100_000, Duration.ofSeconds(1), 100_000);

    /// One end: its decoder, its machine, its timers, and the bytes on their way to the other end.
    private static final class End {
        final LinkMachine machine;
        final PacketReader reader;
        final ByteArrayOutputStream wire = new ByteArrayOutputStream();
        final Set<LinkTimer> armed = EnumSet.noneOf(LinkTimer.class);
        final Deque<KdPacket.Data> toSend = new ArrayDeque<>();
        final List<Bytes> delivered = new ArrayList<>();
        final Random random;
        final int faults;
        LinkState state;
        KdPacket.Data inFlight = new KdPacket.Data(0, 0, Bytes.EMPTY);
        int bad;

        End(LinkMachine machine, Random random, int faults) {
            this.machine = machine;
            this.reader = new PacketReader(machine.role());
            this.state = machine.initial();
            this.random = random;
            this.faults = faults;
        }

        void sendNext() {
            if (!state.isSending() && !toSend.isEmpty()) {
                inFlight = toSend.remove();
                happen(new LinkEvent.Send(false), Bytes.EMPTY);
            }
        }

        void take() {
            for (Inbound inbound : reader.take()) {
                switch (inbound) {
                    case Inbound.Noise _ -> bad++;
                    case Inbound.Damaged _ -> {
                        bad++;
                        happen(new LinkEvent.Damaged(), Bytes.EMPTY);
                    }
                    case Inbound.Packet(KdPacket.Data(int type, int id, Bytes payload)) ->
                        happen(new LinkEvent.DataReceived(type, id, payload.hashCode()), payload);
                    case Inbound.Packet(KdPacket.Control(int type, int id)) ->
                        happen(
                                switch (type) {
                                    case PacketType.ACKNOWLEDGE -> new LinkEvent.AckReceived(id);
                                    case PacketType.RESEND -> new LinkEvent.ResendReceived();
                                    default -> new LinkEvent.ResetReceived(id);
                                },
                                Bytes.EMPTY);
                    case Inbound.Packet(KdPacket.BreakIn()) -> bad++; // a byte of a torn packet
                }
            }
        }

        void happen(LinkEvent event, Bytes payload) {
            Step step = machine.step(state, event);
            state = step.state();
            for (LinkEffect effect : step.effects()) {
                switch (effect) {
                    case LinkEffect.Transmit(int id) ->
                        write(new KdPacket.Data(inFlight.type(), id, inFlight.payload()));
                    case LinkEffect.Ack(int id) -> write(new KdPacket.Control(PacketType.ACKNOWLEDGE, id));
                    case LinkEffect.AskResend() -> write(new KdPacket.Control(PacketType.RESEND, 0));
                    case LinkEffect.SendReset(int id) -> write(new KdPacket.Control(PacketType.RESET, id));
                    case LinkEffect.Arm(LinkTimer timer) -> armed.add(timer);
                    case LinkEffect.Disarm(LinkTimer timer) -> armed.remove(timer);
                    case LinkEffect.Deliver _ -> delivered.add(payload);
                    case LinkEffect.Failed(LinkFailure failure) -> throw new AssertionError(failure);
                    case LinkEffect.SendBreakIn _, LinkEffect.Acked _, LinkEffect.Drop _, LinkEffect.Report _ -> {}
                }
            }
        }

        private void write(KdPacket packet) {
            Bytes bytes = PacketEncoder.encode(packet, PacketDialect.STREAM);
            boolean spoilt = false;
            for (int i = 0; i < bytes.length(); i++) {
                int fault = !spoilt && random.nextInt(10_000) < faults ? random.nextInt(3) : -1;
                spoilt |= fault >= 0;
                if (fault == 0) {
                    continue; // lost
                }
                if (fault == 1) {
                    wire.write(random.nextInt(256)); // added
                }
                wire.write(fault == 2 && i >= HEADER ? bytes.get(i) ^ (1 << random.nextInt(8)) : bytes.get(i));
            }
        }
    }

    @Test
    void eachMessageArrivesOnceAndInOrderThroughNoise() {
        int bad = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            Random random = new Random(seed);
            int faults = random.nextInt(60);
            End host = new End(LinkMachine.host(LinkDialect.SERIAL, PACE), random, faults);
            End target = new End(LinkMachine.target(LinkDialect.SERIAL, PACE), random, faults);
            List<Bytes> prints = new ArrayList<>();
            List<Bytes> answers = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                prints.add(payload(i, random));
                answers.add(payload(i, random));
            }
            try {
                run(host, target, prints, answers);
            } catch (AssertionError | IllegalStateException e) {
                throw new AssertionError("seed " + seed + " with " + faults + " faults in 10000 bytes", e);
            }
            assertThat(host.delivered).as("seed %d", seed).isEqualTo(prints);
            assertThat(target.delivered).as("seed %d", seed).isEqualTo(answers);
            bad += host.bad + target.bad;
        }
        assertThat(bad).as("the wires were noisy").isGreaterThan(1000);
    }

    private static void run(End host, End target, List<Bytes> prints, List<Bytes> answers) {
        Random random = host.random;
        int printed = 0;
        int answered = 0;
        int steps = 0;
        while (target.delivered.size() < MESSAGES || host.delivered.size() < MESSAGES || host.state.isSending()) {
            assertThat(steps++).as("steps").isLessThan(100_000);
            if (printed == target.delivered.size() && printed < MESSAGES) {
                target.toSend.add(new KdPacket.Data(PacketType.DEBUG_IO, 0, prints.get(printed++)));
            }
            target.sendNext();
            if (answered < host.delivered.size()) {
                host.toSend.add(new KdPacket.Data(PacketType.STATE_MANIPULATE, 0, answers.get(answered++)));
            }
            host.sendNext();
            if (host.wire.size() == 0 && target.wire.size() == 0) {
                silence(host);
                silence(target);
                if (host.wire.size() == 0 && target.wire.size() == 0) {
                    tick(random.nextBoolean() ? host : target);
                }
            }
            boolean toTarget = random.nextBoolean();
            carry(toTarget ? host : target, toTarget ? target : host, random);
        }
    }

    private static void carry(End from, End to, Random random) {
        byte[] sent = from.wire.toByteArray();
        int count = Math.min(sent.length, 1 + random.nextInt(80));
        from.wire.reset();
        from.wire.write(sent, count, sent.length - count);
        to.reader.feed(Bytes.of(sent, 0, count));
        to.take();
    }

    private static void silence(End end) {
        end.reader.idle();
        end.take();
    }

    private static void tick(End end) {
        for (LinkTimer timer : List.copyOf(end.armed)) {
            end.armed.remove(timer);
            end.happen(new LinkEvent.Elapsed(timer), Bytes.EMPTY);
        }
    }

    /// Distinct, and rich in what leaders are made of.
    private static Bytes payload(int number, Random random) {
        byte[] bytes = new byte[8 + random.nextInt(120)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = random.nextInt(3) == 0 ? 0x30 : random.nextInt(3) == 0 ? 0x69 : (byte) random.nextInt();
        }
        bytes[0] = (byte) number;
        return Bytes.of(bytes);
    }
}
