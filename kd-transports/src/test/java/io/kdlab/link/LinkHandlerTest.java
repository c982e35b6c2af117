package io.kdlab.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.packet.Damage;
import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketType;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/// The handler around the machine.
@Feature("3.2")
final class LinkHandlerTest {
    private static final Inbound DAMAGED = new Inbound.Damaged(Damage.TRUNCATED, PacketType.DEBUG_IO, 0, 17);

    private final EmbeddedChannel link = new EmbeddedChannel(
            new LinkHandler(LinkMachine.host(LinkDialect.SERIAL, LinkPace.HOST), new LinkCounters()));

    /// A kernel that has nothing but a packet that cannot be, and sends it whenever it is asked: an endless storm.
    @Test
    void aPacketThatStaysDamagedIsAskedForLessAndLess() {
        assertThat(askedAfter(16)).isEqualTo(16);
        assertThat(askedAfter(1600)).isEqualTo(100);
    }

    @Test
    void anythingIntactBringsBackPatience() {
        askedAfter(100);
        link.writeInbound(new Inbound.Packet(new KdPacket.Control(PacketType.ACKNOWLEDGE, 0x80800000)));
        assertThat(askedAfter(16)).isEqualTo(16);
    }

    private int askedAfter(int damaged) {
        for (int n = 0; n < damaged; n++) {
            link.writeInbound(DAMAGED);
        }
        int asked = 0;
        Object sent = link.readOutbound();
        while (sent != null) {
            assertThat(sent).isEqualTo(new KdPacket.Control(PacketType.RESEND, 0));
            asked++;
            sent = link.readOutbound();
        }
        return asked;
    }
}
