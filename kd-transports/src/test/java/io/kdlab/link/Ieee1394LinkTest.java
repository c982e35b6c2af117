package io.kdlab.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.link.HostLinkTest.Script;
import io.kdlab.link.LinkEffect.Acked;
import io.kdlab.link.LinkEffect.Arm;
import io.kdlab.link.LinkEffect.AskResend;
import io.kdlab.link.LinkEffect.Deliver;
import io.kdlab.link.LinkEffect.Disarm;
import io.kdlab.link.LinkEffect.Drop;
import io.kdlab.link.LinkEffect.Transmit;
import io.kdlab.link.LinkEvent.AckReceived;
import io.kdlab.link.LinkEvent.DataReceived;
import io.kdlab.packet.PacketType;
import org.junit.jupiter.api.Test;

/// What is different where the wire itself says that a packet was taken: kd-protocol.md §10.1, unverified.
@Feature("3.2")
class Ieee1394LinkTest {
    private static final int STOP = PacketType.STATE_CHANGE64;
    private static final int REQUEST = PacketType.STATE_MANIPULATE;

    private final Script host = new Script(LinkMachine.host(LinkDialect.IEEE1394, LinkPace.HOST));
    private final Script target = new Script(LinkMachine.target(LinkDialect.IEEE1394, LinkPace.TARGET));

    @Test
    void nothingIsAckedAndIdsCountByOne() {
        assertThat(host.on(new DataReceived(STOP, 0, 1))).containsExactly(new Deliver());
        assertThat(host.on(new DataReceived(STOP, 1, 2))).containsExactly(new Deliver());
        assertThat(host.on(new DataReceived(STOP, 1, 2))).containsExactly(new Drop(Drop.Reason.DUPLICATE));
        assertThat(host.on(new LinkEvent.Send(false))).contains(new Transmit(0));
        host.on(new AckReceived(0));
        assertThat(host.on(new LinkEvent.Send(false))).contains(new Transmit(1));
    }

    @Test
    void aPacketThatTheWireHoldsIsNotSentAgainUnlessItIsAskedFor() {
        host.on(new LinkEvent.Send(false));
        assertThat(host.on(new LinkEvent.Elapsed(LinkTimer.ACK))).containsExactly(new Arm(LinkTimer.ACK));
        assertThat(host.on(new LinkEvent.ResendReceived())).contains(new Transmit(0));
    }

    @Test
    void aPacketThatNobodyTakesIsGivenUpInTime() {
        host.on(new LinkEvent.Send(false));
        for (int i = 1; i < LinkPace.HOST.attempts(); i++) {
            host.on(new LinkEvent.Elapsed(LinkTimer.ACK));
        }
        assertThat(host.on(new LinkEvent.Elapsed(LinkTimer.ACK))).contains(new LinkEffect.Failed(LinkFailure.SILENT));
    }

    @Test
    void damageIsAskedForAgain() {
        assertThat(host.on(new LinkEvent.Damaged())).containsExactly(new AskResend());
    }

    @Test
    void aRequestSaysThatTheHostHasTakenWhatWasBeforeAndIsTakenItself() {
        target.on(new LinkEvent.Send(false));
        assertThat(target.on(new DataReceived(REQUEST, 0, 1)))
                .containsExactly(new Disarm(LinkTimer.ACK), new Acked(), new Deliver());
    }
}
