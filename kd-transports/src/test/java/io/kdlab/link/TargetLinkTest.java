package io.kdlab.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.link.HostLinkTest.Script;
import io.kdlab.link.LinkEffect.Ack;
import io.kdlab.link.LinkEffect.Acked;
import io.kdlab.link.LinkEffect.Arm;
import io.kdlab.link.LinkEffect.AskResend;
import io.kdlab.link.LinkEffect.Deliver;
import io.kdlab.link.LinkEffect.Disarm;
import io.kdlab.link.LinkEffect.Drop;
import io.kdlab.link.LinkEffect.Failed;
import io.kdlab.link.LinkEffect.Report;
import io.kdlab.link.LinkEffect.SendReset;
import io.kdlab.link.LinkEffect.Transmit;
import io.kdlab.link.LinkEvent.AckReceived;
import io.kdlab.link.LinkEvent.DataReceived;
import io.kdlab.packet.PacketType;
import org.junit.jupiter.api.Test;

@Feature("2.4")
class TargetLinkTest {
    private static final int FIRST = 0x80800800;
    private static final int EVEN = 0x80800000;
    private static final int ODD = 0x80800001;
    private static final int REQUEST = PacketType.STATE_MANIPULATE;

    private final Script link = new Script(LinkMachine.target(LinkDialect.SERIAL, LinkPace.TARGET));

    @Test
    void theFirstPacketCarriesSyncAndTheNextDoesNot() {
        assertThat(link.on(new LinkEvent.Send(false))).containsExactly(new Transmit(FIRST), new Arm(LinkTimer.ACK));
        assertThat(link.on(new AckReceived(FIRST)))
                .as("an ack never has SYNC")
                .containsExactly(new Drop(Drop.Reason.UNEXPECTED));
        assertThat(link.on(new AckReceived(EVEN))).containsExactly(new Disarm(LinkTimer.ACK), new Acked());
        assertThat(link.on(new LinkEvent.Send(false))).contains(new Transmit(ODD));
    }

    @Test
    void dataStandsForALostAckAndMustComeAgain() {
        link.on(new LinkEvent.Send(false));
        assertThat(link.on(new DataReceived(REQUEST, EVEN, 1)))
                .containsExactly(
                        new AskResend(), new Disarm(LinkTimer.ACK), new Acked(), new Drop(Drop.Reason.STANDS_FOR_ACK));
        assertThat(link.on(new DataReceived(REQUEST, EVEN, 1))).containsExactly(new Ack(EVEN), new Deliver());
    }

    @Test
    void anOldRequestIsAckedAndDroppedWhileAnAckIsAwaited() {
        link.on(new LinkEvent.Send(false));
        link.on(new AckReceived(EVEN));
        link.on(new DataReceived(REQUEST, EVEN, 1));
        link.on(new LinkEvent.Send(false));
        assertThat(link.on(new DataReceived(REQUEST, EVEN, 1)))
                .containsExactly(new Ack(EVEN), new Drop(Drop.Reason.DUPLICATE));
        assertThat(link.state().isSending()).isTrue();
    }

    @Test
    void anOldRequestIsAckedAndDroppedAtRest() {
        link.on(new DataReceived(REQUEST, EVEN, 1));
        assertThat(link.on(new DataReceived(REQUEST, EVEN, 1)))
                .containsExactly(new Ack(EVEN), new Drop(Drop.Reason.DUPLICATE));
    }

    @Test
    void resetAtRestIsAnsweredAndTheStopIsAnnouncedAgain() {
        link.on(new DataReceived(REQUEST, EVEN, 1));
        assertThat(link.on(new LinkEvent.ResetReceived(0)))
                .containsExactly(new SendReset(0), new Report(LinkReport.ANNOUNCE_AGAIN));
        assertThat(link.on(new LinkEvent.Send(false))).contains(new Transmit(EVEN));
    }

    @Test
    void resetWhileAnAckIsAwaitedSendsThePacketUnderAFreshId() {
        link.on(new LinkEvent.Send(false));
        assertThat(link.on(new LinkEvent.ResetReceived(0)))
                .containsExactly(new SendReset(0), new Transmit(EVEN), new Arm(LinkTimer.ACK));
    }

    @Test
    void aRunningKernelAnswersNoResetAndReadsNoRequest() {
        link.on(new LinkEvent.Listening(false));
        assertThat(link.on(new LinkEvent.ResetReceived(0))).containsExactly(new Drop(Drop.Reason.NOT_LISTENING));
        assertThat(link.on(new DataReceived(REQUEST, EVEN, 1))).containsExactly(new Drop(Drop.Reason.NOT_LISTENING));
        assertThat(link.on(new LinkEvent.BreakInReceived())).containsExactly(new Report(LinkReport.BREAK_REQUESTED));
    }

    @Test
    void aRunningKernelReadsWhileItPrints() {
        link.on(new LinkEvent.Listening(false));
        link.on(new LinkEvent.Send(true));
        assertThat(link.on(new LinkEvent.ResendReceived())).contains(new Transmit(FIRST));
        assertThat(link.on(new AckReceived(EVEN))).contains(new Acked());
    }

    @Test
    void aDroppablePacketIsGivenUpAndTheNextOneCarriesSync() {
        link.on(new LinkEvent.Send(true));
        link.on(new AckReceived(EVEN));
        link.on(new LinkEvent.Send(true));
        for (int i = 1; i < LinkPace.TARGET.attempts(); i++) {
            assertThat(link.on(new LinkEvent.Elapsed(LinkTimer.ACK))).contains(new Transmit(ODD));
        }
        assertThat(link.on(new LinkEvent.Elapsed(LinkTimer.ACK)))
                .containsExactly(new Failed(LinkFailure.SILENT), new Report(LinkReport.DEBUGGER_ABSENT));
        assertThat(link.on(new LinkEvent.Send(false))).contains(new Transmit(FIRST));
    }

    @Test
    void aStopIsRepeatedForEver() {
        link.on(new LinkEvent.Send(false));
        for (int i = 0; i < 1000; i++) {
            assertThat(link.on(new LinkEvent.Elapsed(LinkTimer.ACK))).contains(new Transmit(FIRST));
        }
    }

    @Test
    void breakInWhileAnAckIsAwaitedIsRememberedAndThePacketGoesAgain() {
        link.on(new LinkEvent.Send(true));
        assertThat(link.on(new LinkEvent.BreakInReceived()))
                .containsExactly(new Report(LinkReport.BREAK_REQUESTED), new Transmit(FIRST), new Arm(LinkTimer.ACK));
    }

    @Test
    void resendAtRestAnnouncesAgain() {
        assertThat(link.on(new LinkEvent.ResendReceived())).containsExactly(new Report(LinkReport.ANNOUNCE_AGAIN));
    }
}
