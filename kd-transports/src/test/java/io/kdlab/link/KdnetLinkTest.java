package io.kdlab.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.link.HostLinkTest.Script;
import io.kdlab.link.LinkEffect.Ack;
import io.kdlab.link.LinkEffect.AskResend;
import io.kdlab.link.LinkEffect.Deliver;
import io.kdlab.link.LinkEffect.Drop;
import io.kdlab.link.LinkEffect.Failed;
import io.kdlab.link.LinkEffect.Report;
import io.kdlab.link.LinkEffect.SendReset;
import io.kdlab.link.LinkEffect.Transmit;
import io.kdlab.link.LinkEvent.AckReceived;
import io.kdlab.link.LinkEvent.DataReceived;
import io.kdlab.link.LinkEvent.ResetReceived;
import io.kdlab.link.LinkState.Sync;
import io.kdlab.packet.PacketType;
import org.junit.jupiter.api.Test;

/// What is different on KDNET: kdnet.md §5, kd-protocol.md §8.4. Ids as in WinDbg's capture.
@Feature("3.2")
class KdnetLinkTest {
    private static final int FIRST = 0x80000000;
    private static final int STOP = PacketType.STATE_CHANGE64;
    private static final int REQUEST = PacketType.STATE_MANIPULATE;

    private final Script host = new Script(LinkMachine.host(LinkDialect.KDNET, LinkPace.HOST));
    private final Script target = new Script(LinkMachine.target(LinkDialect.KDNET, LinkPace.TARGET));

    @Test
    void kdnetIdsGoUpByTwoAndAcksCarryTheExactId() {
        assertThat(host.on(new DataReceived(STOP, 0, 1))).contains(new Ack(0), new Deliver());
        assertThat(host.on(new DataReceived(STOP, 2, 2))).containsExactly(new Ack(2), new Deliver());
        assertThat(host.on(new LinkEvent.Send(false))).contains(new Transmit(FIRST));
        assertThat(host.on(new AckReceived(2))).containsExactly(new Drop(Drop.Reason.UNEXPECTED));
        host.on(new AckReceived(FIRST));
        assertThat(host.on(new LinkEvent.Send(false))).contains(new Transmit(FIRST + 2));
    }

    @Test
    void aTargetThatStandsAnywhereIsTakenAsItIs() {
        assertThat(host.on(new DataReceived(STOP, 0x926, 1))).containsExactly(new Ack(0x926), new Deliver());
        assertThat(host.state().sync()).as("our own ids are not agreed on").isEqualTo(Sync.UNKNOWN);
        assertThat(host.on(new DataReceived(STOP, 0x928, 2))).containsExactly(new Ack(0x928), new Deliver());
    }

    @Test
    void aTargetsFirstPacketOfAllBeginsBothStreams() {
        host.on(new DataReceived(STOP, 0, 1));
        assertThat(host.state().sync()).isEqualTo(Sync.ALIGNED);
    }

    /// Frames 202 to 204 of the capture.
    @Test
    void resetCarriesTheNextIdAndIdsDoNotFallBack() {
        host.on(new DataReceived(STOP, 0x62, 1));
        Script later = new Script(host.machine());
        for (int id = FIRST; id < FIRST + 0x60; id += 2) {
            later.on(new LinkEvent.Send(false));
            later.on(new AckReceived(id));
        }
        assertThat(later.on(new LinkEvent.Resync())).contains(new SendReset(0x80000060));
        later.on(new ResetReceived(0x62));
        assertThat(later.state().sync()).isEqualTo(Sync.ALIGNED);
        assertThat(later.on(new DataReceived(STOP, 0x62, 1))).containsExactly(new Ack(0x62), new Deliver());
        assertThat(later.on(new LinkEvent.Send(false))).contains(new Transmit(0x80000060));
    }

    @Test
    void theIdOfAPacketThatWasGivenUpIsUsedUp() {
        host.on(new DataReceived(STOP, 0, 1));
        host.on(new LinkEvent.Send(false));
        assertThat(host.on(new LinkEvent.Resync()))
                .as("the target may have taken it, and a late copy may come")
                .contains(new Failed(LinkFailure.RESYNCHRONISED), new SendReset(FIRST + 2));
    }

    @Test
    void aLateCopyIsAckedAndDropped() {
        host.on(new DataReceived(STOP, 0, 1));
        host.on(new DataReceived(STOP, 2, 2));
        assertThat(host.on(new DataReceived(STOP, 0, 1))).containsExactly(new Ack(0), new Drop(Drop.Reason.DUPLICATE));
        assertThat(host.on(new DataReceived(STOP, 4, 3))).contains(new Deliver());
    }

    @Test
    void anIdThatWasPassedOverIsReportedAndTaken() {
        host.on(new DataReceived(STOP, 0, 1));
        assertThat(host.on(new DataReceived(STOP, 6, 2)))
                .containsExactly(new Ack(6), new Report(LinkReport.OUT_OF_STEP), new Deliver());
    }

    @Test
    void aNewKeyIsABeginningOfBothStreams() {
        host.on(new DataReceived(STOP, 0, 1));
        host.on(new LinkEvent.Send(false));
        assertThat(host.on(new LinkEvent.NewSession()))
                .contains(new Failed(LinkFailure.RESTARTED), new AskResend(), new Report(LinkReport.NEW_SESSION));
        assertThat(host.on(new DataReceived(STOP, 0, 1))).as("no copy any more").contains(new Deliver());
        assertThat(host.on(new LinkEvent.Send(false))).contains(new Transmit(FIRST));
    }

    @Test
    void aTargetSaysWhatWasInFlightAgainUnderANewKey() {
        target.on(new LinkEvent.Send(false));
        target.on(new AckReceived(0));
        assertThat(target.on(new LinkEvent.Send(false))).contains(new Transmit(2));
        assertThat(target.on(new LinkEvent.NewSession())).contains(new Transmit(0));
        target.on(new AckReceived(0));
        assertThat(target.on(new DataReceived(REQUEST, FIRST, 1))).containsExactly(new Ack(FIRST), new Deliver());
    }

    @Test
    void aTargetAnswersResetWithItsOwnIdAndExpectsTheHosts() {
        target.on(new LinkEvent.Send(false));
        assertThat(target.on(new ResetReceived(0x80000060))).contains(new SendReset(0), new Transmit(0));
        target.on(new AckReceived(0));
        assertThat(target.on(new DataReceived(REQUEST, 0x8000005e, 1)))
                .containsExactly(new Ack(0x8000005e), new Drop(Drop.Reason.DUPLICATE));
        assertThat(target.on(new DataReceived(REQUEST, 0x80000060, 1))).contains(new Deliver());
    }
}
