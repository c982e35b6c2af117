package io.kdlab.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.link.LinkCounters;
import io.kdlab.link.LinkDialect;
import io.kdlab.link.LinkEvent;
import io.kdlab.link.LinkHandler;
import io.kdlab.link.LinkMachine;
import io.kdlab.link.LinkPace;
import io.kdlab.message.Manipulate;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.WriteMemory;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketEncoder;
import io.kdlab.packet.PacketType;
import io.kdlab.packet.Role;
import io.kdlab.transport.Direction;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a request in flight ends in when ids begin anew: the product's pipeline, packet by packet, in virtual time.
@Feature("3.2")
class OutcomeTest {
    private static final int SYNC = 0x80800800;
    private static final int EVEN = 0x80800000;
    private static final Bytes STOP = Bytes.zeros(240).with(0, Bytes.ofHex("3030"));
    private static final Manipulate READ = Manipulate.request(0, ReadMemory.of(new Address(0x1000), 4));
    private static final Manipulate WRITE =
            Manipulate.request(0, new WriteMemory(new Address(0x1000), 4, 0), Bytes.zeros(4));

    private final ModelClock clock = new ModelClock();
    private final List<KdPacket> sent = new ArrayList<>();
    private final LinkNews news = new LinkNews("model", clock, LinkTap.NONE);
    private ModelEnd end;
    private Conversation conversation;

    @AfterEach
    void close() {
        end.close();
        news.close();
    }

    @Test
    void aWriteInFlightAcrossResetHasAnUnknownOutcomeAndIsNotRepeated() {
        stopped(LinkDialect.SERIAL, SYNC);
        Exchange write = ask(WRITE);
        conversation.resync();
        assertThat(write.result).isCompletedExceptionally();
        assertThat(write.result.exceptionNow()).isInstanceOf(OutcomeUnknownException.class);
        resetIsAnswered();
        pass(Duration.ofSeconds(10));
        assertThat(requests()).as("sent once").hasSize(1);
    }

    @Test
    void aReadInFlightAcrossResetIsRepeatedWhenTheTargetHasSaidWhereItStands() {
        stopped(LinkDialect.SERIAL, SYNC);
        Exchange read = ask(READ);
        conversation.resync();
        assertThat(read.result).isNotDone();
        assertThat(requests()).hasSize(1);
        resetIsAnswered();
        assertThat(requests()).hasSize(2);
    }

    @Test
    void nothingIsBegunUntilAResetIsAnsweredAndTheTargetHeard() {
        stopped(LinkDialect.SERIAL, SYNC);
        conversation.resync();
        ask(WRITE);
        assertThat(requests()).isEmpty();
        gets(new KdPacket.Control(PacketType.RESET, 0));
        assertThat(requests()).isEmpty();
        gets(new KdPacket.Data(PacketType.STATE_CHANGE64, EVEN, STOP));
        assertThat(requests()).extracting(KdPacket.Data::id).containsExactly(EVEN);
    }

    @Test
    void aWriteInFlightAcrossSyncHasAnUnknownOutcomeAndNeitherItNorAReadIsRepeated() {
        for (Manipulate asked : List.of(WRITE, READ)) {
            sent.clear();
            stopped(LinkDialect.SERIAL, SYNC);
            Exchange exchange = ask(asked);
            gets(new KdPacket.Data(PacketType.STATE_CHANGE64, SYNC, STOP.with(24, Bytes.ofHex("11"))));
            assertThat(exchange.result.exceptionNow())
                    .isInstanceOf(asked == WRITE ? OutcomeUnknownException.class : LinkLostException.class);
            pass(Duration.ofSeconds(10));
            assertThat(requests()).hasSize(1);
        }
    }

    @Test
    void aWriteInFlightAcrossANewKeyHasAnUnknownOutcomeAndIsNotRepeated() {
        stopped(LinkDialect.KDNET, 0);
        Exchange write = ask(WRITE);
        end.tell(new LinkEvent.NewSession());
        assertThat(write.result.exceptionNow()).isInstanceOf(OutcomeUnknownException.class);
        gets(new KdPacket.Data(PacketType.STATE_CHANGE64, 0, STOP));
        pass(Duration.ofSeconds(10));
        assertThat(requests()).hasSize(1);
    }

    @Test
    void aWriteThatIsAckedAndNeverAnsweredHasAnUnknownOutcomeWhenTheStopIsAnnouncedAgain() {
        stopped(LinkDialect.SERIAL, SYNC);
        Exchange write = ask(WRITE);
        gets(new KdPacket.Control(PacketType.ACKNOWLEDGE, EVEN));
        gets(new KdPacket.Data(PacketType.STATE_CHANGE64, 0x80800001, STOP));
        assertThat(write.result.exceptionNow()).isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void aReplyToAnOlderWriteIsNotTheReplyToThisOne() {
        stopped(LinkDialect.SERIAL, SYNC);
        Exchange write = ask(WRITE);
        Manipulate other = Manipulate.request(0, new WriteMemory(new Address(0x2000), 4, 4));
        gets(new KdPacket.Data(PacketType.STATE_MANIPULATE, 0x80800001, encoded(other)));
        assertThat(write.result).isNotDone();
        assertThat(conversation.prompt()).isEmpty();
    }

    /// A pipe kept thirty answers to RESETs of ours: none of them is answered for ever.
    @Test
    void aPipeFullOfAnswersToResetsIsDrainedWithoutAStorm() {
        opened(LinkDialect.SERIAL);
        pass(Duration.ofSeconds(5));
        long before = resets();
        assertThat(before).as("a silent target is asked").isPositive();
        for (int i = 0; i < 30; i++) {
            gets(new KdPacket.Control(PacketType.RESET, 0));
            gets(new KdPacket.Data(PacketType.STATE_CHANGE64, EVEN, STOP));
        }
        assertThat(resets() - before).as("answers to thirty answers").isLessThan(30);
        pass(Duration.ofSeconds(5));
        long settled = resets();
        pass(Duration.ofSeconds(60));
        assertThat(resets()).as("nothing goes on by itself").isEqualTo(settled);
    }

    private void opened(LinkDialect dialect) {
        LinkTap tap = new LinkTap() {
            @Override
            public void packet(Instant time, Direction direction, KdPacket packet) {
                if (direction == Direction.TO_TARGET) {
                    sent.add(packet);
                }
            }
        };
        ModelWire nowhere = new ModelWire(clock, new Random(1), ModelFaults.NONE, true, false);
        LinkHandler link = new LinkHandler(LinkMachine.host(dialect, LinkPace.HOST), new LinkCounters());
        conversation = new Conversation("model", new Gate(Epoch.NONE), news, link, false);
        end = new ModelEnd(
                clock, nowhere, new PacketStage(dialect.framing(), Role.HOST, tap, clock), link, conversation);
    }

    private void stopped(LinkDialect dialect, int id) {
        opened(dialect);
        gets(new KdPacket.Data(PacketType.STATE_CHANGE64, id, STOP));
        assertThat(news.status()).isInstanceOf(LinkStatus.Stopped.class);
    }

    private void resetIsAnswered() {
        gets(new KdPacket.Control(PacketType.RESET, 0));
        gets(new KdPacket.Data(PacketType.STATE_CHANGE64, EVEN, STOP));
    }

    private Exchange ask(Manipulate message) {
        Exchange exchange = new Exchange(Epoch.NONE, message, Duration.ofSeconds(20));
        conversation.submit(exchange);
        end.run();
        return exchange;
    }

    private void gets(KdPacket packet) {
        Bytes bytes = PacketEncoder.encode(
                packet,
                end.channel().pipeline().get(LinkHandler.class).dialect().framing());
        end.channel().writeInbound(Unpooled.wrappedBuffer(bytes.toByteArray()));
        end.run();
        end.check();
    }

    private void pass(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= 100) {
            clock.advance(Duration.ofMillis(100).toNanos());
            end.run();
        }
    }

    private List<KdPacket.Data> requests() {
        return sent.stream()
                .filter(KdPacket.Data.class::isInstance)
                .map(KdPacket.Data.class::cast)
                .toList();
    }

    private long resets() {
        return sent.stream()
                .filter(packet -> packet instanceof KdPacket.Control(int type, int _) && type == PacketType.RESET)
                .count();
    }

    private static Bytes encoded(Manipulate message) {
        return MessageCodec.X64.encode(message);
    }
}
