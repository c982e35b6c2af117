package io.kdlab.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.link.LinkEffect.Ack;
import io.kdlab.link.LinkEffect.Acked;
import io.kdlab.link.LinkEffect.Arm;
import io.kdlab.link.LinkEffect.AskResend;
import io.kdlab.link.LinkEffect.Deliver;
import io.kdlab.link.LinkEffect.Disarm;
import io.kdlab.link.LinkEffect.Drop;
import io.kdlab.link.LinkEffect.Failed;
import io.kdlab.link.LinkEffect.Report;
import io.kdlab.link.LinkEffect.SendBreakIn;
import io.kdlab.link.LinkEffect.SendReset;
import io.kdlab.link.LinkEffect.Transmit;
import io.kdlab.link.LinkEvent.AckReceived;
import io.kdlab.link.LinkEvent.DataReceived;
import io.kdlab.link.LinkState.Sync;
import io.kdlab.packet.PacketType;
import java.util.List;
import org.junit.jupiter.api.Test;

@Feature("2.4")
class HostLinkTest {
    private static final int FIRST = 0x80800800;
    private static final int EVEN = 0x80800000;
    private static final int ODD = 0x80800001;
    private static final int PRINT = PacketType.DEBUG_IO;
    private static final int STOP = PacketType.STATE_CHANGE64;
    private static final int REPLY = PacketType.STATE_MANIPULATE;

    private final Script link = new Script(LinkMachine.host(LinkDialect.SERIAL, LinkPace.HOST));

    @Test
    void acksTheFirstPacketWithoutSyncAndAlignsBothDirections() {
        assertThat(link.on(data(PRINT, FIRST, 1)))
                .containsExactly(new Ack(EVEN), new Report(LinkReport.TARGET_RESTARTED), new Deliver());
        assertThat(link.on(data(PRINT, ODD, 2))).containsExactly(new Ack(ODD), new Deliver());
        assertThat(link.on(new LinkEvent.Send(false))).contains(new Transmit(EVEN));
    }

    @Test
    void aRetransmissionIsAckedAndDropped() {
        link.on(data(PRINT, FIRST, 1));
        assertThat(link.on(data(PRINT, FIRST, 1))).containsExactly(new Ack(EVEN), new Drop(Drop.Reason.DUPLICATE));
        link.on(data(PRINT, ODD, 2));
        assertThat(link.on(data(PRINT, ODD, 2))).containsExactly(new Ack(ODD), new Drop(Drop.Reason.DUPLICATE));
    }

    @Test
    void anotherFirstPacketIsARestartAndOurIdsBeginAnew() {
        link.on(data(STOP, FIRST, 1));
        link.on(new LinkEvent.Send(false));
        link.on(new AckReceived(EVEN));
        assertThat(link.state().outId()).isEqualTo(ODD);
        assertThat(link.on(data(PRINT, FIRST, 2))).contains(new Report(LinkReport.TARGET_RESTARTED), new Deliver());
        assertThat(link.on(new LinkEvent.Send(false))).contains(new Transmit(EVEN));
    }

    @Test
    void aRestartFailsWhatIsInFlight() {
        link.on(data(STOP, FIRST, 1));
        link.on(new LinkEvent.Send(false));
        assertThat(link.on(data(PRINT, FIRST, 2)))
                .containsSubsequence(
                        new Ack(EVEN),
                        new Disarm(LinkTimer.ACK),
                        new Failed(LinkFailure.RESTARTED),
                        new Report(LinkReport.TARGET_RESTARTED),
                        new Deliver());
    }

    @Test
    void aTargetThatNeverClearsSyncTogglesOrdinarily() {
        link.on(data(PRINT, 0x80800800, 1));
        link.on(new LinkEvent.Send(false));
        link.on(new AckReceived(EVEN));
        assertThat(link.on(data(PRINT, 0x80800801, 2))).containsExactly(new Ack(ODD), new Deliver());
        assertThat(link.on(data(PRINT, 0x80800800, 3))).containsExactly(new Ack(EVEN), new Deliver());
        assertThat(link.state().outId()).as("our ids go on").isEqualTo(ODD);
    }

    @Test
    void aTargetThatNeverClearsSyncBeginsAgainOutOfTurn() {
        link.on(data(PRINT, 0x80800800, 1));
        link.on(data(PRINT, 0x80800801, 2));
        link.on(data(PRINT, 0x80800800, 3));
        link.on(new LinkEvent.Send(false));
        link.on(new AckReceived(EVEN));
        assertThat(link.on(data(PRINT, 0x80800800, 4))).contains(new Report(LinkReport.TARGET_RESTARTED));
        assertThat(link.on(new LinkEvent.Send(false))).contains(new Transmit(EVEN));
    }

    @Test
    void afterAResetSyncMeansABeginningAgain() {
        link.on(data(PRINT, 0x80800800, 1));
        link.on(data(PRINT, 0x80800801, 2));
        link.on(new LinkEvent.Resync());
        link.on(new LinkEvent.ResetReceived(0));
        link.on(data(PRINT, EVEN, 3));
        link.on(new LinkEvent.Send(false));
        link.on(new AckReceived(EVEN));
        assertThat(link.on(data(PRINT, FIRST, 4))).contains(new Report(LinkReport.TARGET_RESTARTED));
        assertThat(link.on(new LinkEvent.Send(false))).contains(new Transmit(EVEN));
    }

    @Test
    void newContentsUnderAnOldIdAreTakenAndReported() {
        link.on(data(PRINT, FIRST, 1));
        assertThat(link.on(data(PRINT, EVEN, 9)))
                .containsExactly(new Ack(EVEN), new Report(LinkReport.OUT_OF_STEP), new Deliver());
        assertThat(link.on(data(PRINT, ODD, 10))).containsExactly(new Ack(ODD), new Deliver());
    }

    @Test
    void aLateHostTakesWhateverIdComesFirst() {
        assertThat(link.on(data(STOP, ODD, 1))).containsExactly(new Ack(ODD), new Deliver());
        assertThat(link.state().sync()).isEqualTo(Sync.UNKNOWN);
        assertThat(link.on(data(STOP, EVEN, 2))).containsExactly(new Ack(EVEN), new Deliver());
    }

    @Test
    void resendRetransmitsTheSamePacket() {
        link.on(data(STOP, FIRST, 1));
        assertThat(link.on(new LinkEvent.Send(false))).containsExactly(new Transmit(EVEN), new Arm(LinkTimer.ACK));
        assertThat(link.on(new LinkEvent.ResendReceived())).containsExactly(new Transmit(EVEN), new Arm(LinkTimer.ACK));
    }

    @Test
    void aPacketThatIsAskedForTooOftenIsGivenUp() {
        link.on(data(STOP, FIRST, 1));
        link.on(new LinkEvent.Send(false));
        for (int i = 0; i < LinkPace.HOST.resends(); i++) {
            link.on(new LinkEvent.ResendReceived());
        }
        assertThat(link.on(new LinkEvent.ResendReceived())).contains(new Failed(LinkFailure.REFUSED));
    }

    @Test
    void silenceRetransmitsAndThenGivesUp() {
        link.on(data(STOP, FIRST, 1));
        link.on(new LinkEvent.Send(false));
        for (int i = 1; i < LinkPace.HOST.attempts(); i++) {
            assertThat(link.on(new LinkEvent.Elapsed(LinkTimer.ACK))).contains(new Transmit(EVEN));
        }
        assertThat(link.on(new LinkEvent.Elapsed(LinkTimer.ACK)))
                .containsExactly(new Disarm(LinkTimer.ACK), new Failed(LinkFailure.SILENT));
    }

    @Test
    void onlyTheRightAckCounts() {
        link.on(data(STOP, FIRST, 1));
        link.on(new LinkEvent.Send(false));
        assertThat(link.on(new AckReceived(ODD))).containsExactly(new Drop(Drop.Reason.UNEXPECTED));
        assertThat(link.on(new AckReceived(EVEN))).containsExactly(new Disarm(LinkTimer.ACK), new Acked());
        assertThat(link.on(new AckReceived(EVEN))).containsExactly(new Drop(Drop.Reason.UNEXPECTED));
        assertThat(link.on(new LinkEvent.Send(false))).contains(new Transmit(ODD));
    }

    @Test
    void aReplyStandsForTheAckOfItsRequestWhenTheSideAboveKnowsItForOne() {
        link.on(data(STOP, FIRST, 1));
        link.on(new LinkEvent.Send(false));
        link.on(data(REPLY, ODD, 2));
        assertThat(link.state().isSending())
                .as("it may answer an older request")
                .isTrue();
        assertThat(link.on(new LinkEvent.Answered())).containsExactly(new Disarm(LinkTimer.ACK), new Acked());
        assertThat(link.state().outId()).isEqualTo(ODD);
    }

    @Test
    void aPacketThatWasGivenUpLeavesNothingAgreedWhereIdsToggle() {
        link.on(data(STOP, FIRST, 1));
        link.on(new LinkEvent.Send(false));
        for (int i = 0; i < LinkPace.HOST.attempts(); i++) {
            link.on(new LinkEvent.Elapsed(LinkTimer.ACK));
        }
        assertThat(link.state().sync())
                .as("the next packet could pass for a copy")
                .isEqualTo(LinkState.Sync.UNKNOWN);
    }

    @Test
    void ourStreamBeginsAnewBehindOurResetAndItsAnswerFailsNothing() {
        link.on(data(STOP, FIRST, 1));
        link.on(new LinkEvent.Send(false));
        link.on(new LinkEvent.AckReceived(EVEN));
        link.on(new LinkEvent.Resync());
        link.on(new LinkEvent.Elapsed(LinkTimer.RESET));
        link.on(new LinkEvent.ResetReceived(0));
        assertThat(link.on(new LinkEvent.Send(false))).contains(new Transmit(EVEN));
        assertThat(link.on(new LinkEvent.ResetReceived(0)))
                .as("the second answer")
                .doesNotContain(new SendReset(0));
        assertThat(link.state().isSending()).isTrue();
        assertThat(link.state().outId()).isEqualTo(EVEN);
    }

    @Test
    void aPrintDoesNotStandForAnAck() {
        link.on(data(STOP, FIRST, 1));
        link.on(new LinkEvent.Send(false));
        assertThat(link.on(data(PRINT, ODD, 2))).containsExactly(new Ack(ODD), new Deliver());
        assertThat(link.state().isSending()).isTrue();
    }

    @Test
    void aDamagedPacketIsAskedForAgain() {
        assertThat(link.on(new LinkEvent.Damaged())).containsExactly(new AskResend());
    }

    @Test
    void anAnswerToOurResetIsNeverAnswered() {
        assertThat(link.on(new LinkEvent.Resync())).containsExactly(new SendReset(0), new Arm(LinkTimer.RESET));
        assertThat(link.on(new LinkEvent.ResetReceived(0)))
                .containsExactly(new Disarm(LinkTimer.RESET), new Report(LinkReport.RESYNCHRONISED));
        assertThat(link.state().sync()).isEqualTo(Sync.ALIGNED);
        assertThat(link.on(data(STOP, EVEN, 1))).containsExactly(new Ack(EVEN), new Deliver());
    }

    @Test
    void aStormOfLateAnswersEndsByItself() {
        link.on(new LinkEvent.Resync());
        link.on(new LinkEvent.Elapsed(LinkTimer.RESET));
        link.on(new LinkEvent.Elapsed(LinkTimer.RESET));
        for (int answer = 0; answer < 3; answer++) {
            assertThat(link.on(new LinkEvent.ResetReceived(0))).doesNotContain(new SendReset(0));
            link.on(data(STOP, EVEN, 1));
        }
        assertThat(link.on(new LinkEvent.ResetReceived(0))).as("unasked").contains(new SendReset(0));
    }

    @Test
    void aResetNobodyAskedForIsAnsweredOnce() {
        link.on(data(STOP, FIRST, 1));
        link.on(new LinkEvent.Send(false));
        assertThat(link.on(new LinkEvent.ResetReceived(0)))
                .containsExactly(
                        new Disarm(LinkTimer.ACK),
                        new Failed(LinkFailure.RESYNCHRONISED),
                        new SendReset(0),
                        new Report(LinkReport.PEER_RESET));
        assertThat(link.on(new LinkEvent.Send(false))).contains(new Transmit(EVEN));
    }

    @Test
    void ourAnswerToAnUnaskedResetEndsTheExchange() {
        link.on(new LinkEvent.ResetReceived(0));
        assertThat(link.on(new LinkEvent.ResetReceived(0)))
                .as("the target answers RESET with RESET")
                .doesNotContain(new SendReset(0));
    }

    @Test
    void aFirstPacketThatCrossesOurResetAlignsNothingForGood() {
        link.on(new LinkEvent.Resync());
        assertThat(link.on(data(STOP, FIRST, 1))).contains(new Ack(EVEN), new Deliver());
        assertThat(link.state().sync()).as("the answer is still to come").isEqualTo(Sync.RESETTING);
        link.on(new LinkEvent.ResetReceived(0));
        assertThat(link.on(data(STOP, EVEN, 1))).containsExactly(new Ack(EVEN), new Deliver());
        assertThat(link.state().sync()).isEqualTo(Sync.ALIGNED);
    }

    @Test
    void aRunningTargetAnswersNoReset() {
        link.on(new LinkEvent.Resync());
        link.on(new LinkEvent.Elapsed(LinkTimer.RESET));
        link.on(new LinkEvent.Elapsed(LinkTimer.RESET));
        assertThat(link.on(new LinkEvent.Elapsed(LinkTimer.RESET)))
                .containsExactly(new Report(LinkReport.RESET_UNANSWERED));
    }

    @Test
    void withoutLimitResetsGoOn() {
        Script endless = new Script(LinkMachine.host(LinkDialect.SERIAL, LinkPace.HOST.withResets(0)));
        endless.on(new LinkEvent.Resync());
        for (int i = 0; i < 100; i++) {
            assertThat(endless.on(new LinkEvent.Elapsed(LinkTimer.RESET))).contains(new SendReset(0));
        }
    }

    @Test
    void breakInDoesNotWaitForAResetAnswer() {
        link.on(new LinkEvent.Resync());
        assertThat(link.on(new LinkEvent.BreakIn()))
                .containsExactly(new Disarm(LinkTimer.RESET), new SendBreakIn(), new Arm(LinkTimer.BREAK_IN));
        assertThat(link.on(new LinkEvent.Elapsed(LinkTimer.RESET))).isEmpty();
    }

    @Test
    void aLostBreakInIsRepeatedUntilAStop() {
        link.on(data(PRINT, FIRST, 1));
        link.on(new LinkEvent.BreakIn());
        assertThat(link.on(new LinkEvent.BreakIn())).as("asked twice").isEmpty();
        assertThat(link.on(new LinkEvent.Elapsed(LinkTimer.BREAK_IN)))
                .containsExactly(new SendBreakIn(), new Arm(LinkTimer.BREAK_IN));
        assertThat(link.on(data(PRINT, ODD, 2)))
                .as("a print ends nothing")
                .containsExactly(new Ack(ODD), new Deliver());
        assertThat(link.on(data(STOP, EVEN, 3)))
                .containsExactly(new Ack(EVEN), new Disarm(LinkTimer.BREAK_IN), new Deliver());
        assertThat(link.on(new LinkEvent.Elapsed(LinkTimer.BREAK_IN))).isEmpty();
    }

    @Test
    void breakInGivesUpInTime() {
        link.on(new LinkEvent.BreakIn());
        for (int i = 1; i < LinkPace.HOST.breakIns(); i++) {
            link.on(new LinkEvent.Elapsed(LinkTimer.BREAK_IN));
        }
        assertThat(link.on(new LinkEvent.Elapsed(LinkTimer.BREAK_IN)))
                .containsExactly(new Report(LinkReport.BREAK_IN_UNANSWERED));
        assertThat(LinkPace.HOST.breakIn().multipliedBy(LinkPace.HOST.breakIns()))
                .isLessThan(java.time.Duration.ofSeconds(10));
    }

    @Test
    void aStoppedBreakInIsNotRepeated() {
        link.on(new LinkEvent.BreakIn());
        assertThat(link.on(new LinkEvent.StopBreakIn())).containsExactly(new Disarm(LinkTimer.BREAK_IN));
        assertThat(link.on(new LinkEvent.Elapsed(LinkTimer.BREAK_IN))).isEmpty();
    }

    @Test
    void aLostWireFailsWhatIsInFlightAndForgetsTheOtherSide() {
        link.on(data(STOP, FIRST, 1));
        link.on(new LinkEvent.Send(false));
        assertThat(link.on(new LinkEvent.WireDown())).contains(new Failed(LinkFailure.WIRE_DOWN));
        assertThat(link.state()).isEqualTo(link.machine().initial());
    }

    @Test
    void onePacketIsInFlightAtATime() {
        link.on(new LinkEvent.Send(false));
        assertThatThrownBy(() -> link.on(new LinkEvent.Send(false))).isInstanceOf(IllegalStateException.class);
    }

    private static DataReceived data(int type, int id, int fingerprint) {
        return new DataReceived(type, id, fingerprint);
    }

    /// A machine and its state, fed event by event.
    static final class Script {
        private final LinkMachine machine;
        private LinkState state;

        Script(LinkMachine machine) {
            this.machine = machine;
            this.state = machine.initial();
        }

        List<LinkEffect> on(LinkEvent event) {
            Step step = machine.step(state, event);
            state = step.state();
            return step.effects();
        }

        LinkState state() {
            return state;
        }

        LinkMachine machine() {
            return machine;
        }
    }
}
