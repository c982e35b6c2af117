package io.kdlab.transport.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.address.KdnetKey;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.message.CreateFile;
import io.kdlab.message.FileIo;
import io.kdlab.message.KdMessage;
import io.kdlab.message.Machine;
import io.kdlab.message.MachineGuess;
import io.kdlab.message.Manipulate;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.Oddity;
import io.kdlab.message.Unknown;
import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketDecoder;
import io.kdlab.packet.PacketDialect;
import io.kdlab.packet.PacketType;
import io.kdlab.packet.Role;
import io.kdlab.peer.Shared;
import io.kdlab.peer.UdpCapture;
import io.kdlab.transport.net.KdnetDatagram.Channel;
import io.kdlab.value.Bytes;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The truth about KDNET: WinDbg and the boot debugger of Windows 10 (10586), 955 datagrams under the key 8.8.8.8, read
/// where they lie (kdnet.md §7).
@Feature(value = "3.4", on = On.REPLAY)
@Feature(value = "L04", on = On.REPLAY)
class KdnetCaptureTest {
    private static final String CAPTURE = "data/kdnet/windbg-win10-boot.pcapng.gz";

    private static List<Bytes> datagrams = List.of();
    private static List<KdnetDatagram> opened = List.of();

    @BeforeAll
    static void openEveryDatagram() throws IOException {
        Path file = Shared.folder().map(folder -> folder.resolve(CAPTURE)).orElseGet(() -> {
            String skipped =
                    "../shared is absent (KDLAB_SHARED names another place): KDNET is NOT compared with WinDbg's";
            System.err.println(skipped);
            return Assumptions.abort(skipped);
        });
        datagrams = UdpCapture.read(file);
        KdnetSeal control = KdnetSeal.control(KdnetKey.parse("8.8.8.8"));
        KdnetSeal data = null;
        List<KdnetDatagram> all = new ArrayList<>();
        for (int n = 0; n < datagrams.size(); n++) {
            Bytes datagram = datagrams.get(n);
            boolean isData = KdnetSeal.channelOf(datagram).orElseThrow() == Channel.DATA;
            assertThat(isData && data == null)
                    .as("data before a response, %d", n)
                    .isFalse();
            KdnetSeal seal = isData && data != null ? data : control;
            int number = n;
            KdnetDatagram said =
                    seal.open(datagram).orElseThrow(() -> new AssertionError("datagram " + number + " does not open"));
            assertThat(seal.seal(said)).as("datagram %d sealed again", n).isEqualTo(datagram);
            if (!isData && KdnetResponse.isOne(said.body())) {
                data = control.data(said.body());
            }
            all.add(said);
        }
        opened = List.copyOf(all);
    }

    @Test
    void everyDatagramOpensAndIsSealedTheSameAgain() {
        assertThat(opened).hasSize(955);
        assertThat(opened).allSatisfy(said -> assertThat(said.version()).isEqualTo(4));
        assertThat(opened.stream().filter(said -> said.channel() == Channel.CONTROL))
                .hasSize(428);
    }

    @Test
    void pokesAndTheOneResponseAreWhatTheReferenceSays() {
        List<KdnetDatagram> pokes = opened.stream()
                .filter(said -> said.channel() == Channel.CONTROL && !said.toTarget())
                .toList();
        assertThat(pokes).hasSize(427).allMatch(said -> KdnetPoke.isOne(said.body()));
        KdnetPoke first = KdnetPoke.decode(pokes.getFirst().body());
        KdnetPoke last = KdnetPoke.decode(pokes.getLast().body());
        assertThat(first.talksTo()).isEqualTo(KdnetEndpoint.NOBODY);
        assertThat(last.talksTo().text()).isEqualTo("192.168.2.1:51111");
        assertThat(first.boot()).isEqualTo(last.boot());
        assertThat(pokes).allSatisfy(said -> {
            KdnetPoke poke = KdnetPoke.decode(said.body());
            assertThat(poke.encode()).as("no byte of a poke is left out").isEqualTo(said.body());
        });
        List<KdnetDatagram> responses = opened.stream()
                .filter(said -> said.channel() == Channel.CONTROL && said.toTarget())
                .toList();
        assertThat(responses).hasSize(1);
        KdnetDatagram response = responses.getFirst();
        assertThat(response.number()).isEqualTo(pokes.getFirst().number());
        assertThat(KdnetResponse.decode(response.body()).clientKey()).isEqualTo(first.clientKey());
        assertThat(KdnetResponse.decode(response.body()).encode()).isEqualTo(response.body());
    }

    @Test
    void numbersOfTheDataChannelGoUpByOneInEachDirection() {
        for (boolean toTarget : List.of(true, false)) {
            List<Long> numbers = opened.stream()
                    .filter(said -> said.channel() == Channel.DATA && said.toTarget() == toTarget)
                    .map(KdnetDatagram::number)
                    .toList();
            assertThat(numbers).hasSize(toTarget ? 262 : 265);
            for (int n = 0; n < numbers.size(); n++) {
                assertThat(numbers.get(n)).isEqualTo(n + 1);
            }
        }
    }

    @Test
    void everyPacketDecodesToTheMessagesThatTheReferenceCounts() {
        Map<String, Integer> packets = new TreeMap<>();
        Map<String, Integer> requests = new TreeMap<>();
        int checks = 0;
        int files = 0;
        for (KdnetDatagram said : opened) {
            if (said.channel() == Channel.CONTROL) {
                continue;
            }
            if (KdnetCheck.isOne(said.body())) {
                assertThat(said.body())
                        .isEqualTo(KdnetCheck.of(InetAddress.ofLiteral("192.168.2.1"))
                                .encode());
                checks++;
                continue;
            }
            KdPacket packet = packet(said);
            String way = said.toTarget() ? "> " : "< ";
            packets.merge(way + PacketType.name(type(packet)), 1, Integer::sum);
            if (packet instanceof KdPacket.Data data) {
                KdMessage message = MessageCodec.X64.decode(data.type(), data.payload());
                assertThat(message).isNotInstanceOf(Unknown.class);
                if (message instanceof Manipulate manipulate && said.toTarget()) {
                    requests.merge(manipulate.api().orElseThrow().name(), 1, Integer::sum);
                }
                if (message instanceof FileIo file && !said.toTarget() && file.body() instanceof CreateFile) {
                    files++;
                }
            }
        }
        assertThat(packets)
                .isEqualTo(new TreeMap<>(Map.ofEntries(
                        Map.entry("> ACK", 132),
                        Map.entry("< ACK", 127),
                        Map.entry("> STATE_MANIPULATE", 95),
                        Map.entry("< STATE_MANIPULATE", 92),
                        Map.entry("> FILE_IO", 33),
                        Map.entry("< FILE_IO", 33),
                        Map.entry("< DEBUG_IO", 7),
                        Map.entry("< STATE_CHANGE64", 3),
                        Map.entry("> RESEND", 1),
                        Map.entry("< RESEND", 1),
                        Map.entry("> RESET", 1),
                        Map.entry("< RESET", 1))));
        assertThat(checks).isEqualTo(1);
        assertThat(files).isEqualTo(33);
        assertThat(requests.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(95);
        assertThat(requests)
                .containsEntry("READ_VIRTUAL", 44)
                .containsEntry("RESTORE_BREAKPOINT", 32)
                .containsEntry("GET_CONTEXT", 5)
                .containsEntry("GET_CONTEXT_EX", 3)
                .containsEntry("READ_CONTROL_SPACE", 3)
                .containsEntry("SET_CONTEXT", 2)
                .containsEntry("WRITE_CONTROL_SPACE", 2)
                .containsEntry("CONTINUE2", 2)
                .containsEntry("CONTINUE", 1)
                .containsEntry("GET_VERSION", 1);
    }

    /// Windows itself: what it says is nothing odd, and its first stop (of the boot debugger, whose addresses are low
    /// and
    /// whose thread is 0) tells the machine.
    @Test
    @Feature(value = "3.1", on = On.REPLAY)
    void windowsTellsItsMachineByItsStopsAndSaysNothingOdd() {
        List<KdPacket.Data> said = opened.stream()
                .filter(datagram -> datagram.channel() == Channel.DATA
                        && !datagram.toTarget()
                        && !KdnetCheck.isOne(datagram.body()))
                .map(KdnetCaptureTest::packet)
                .filter(KdPacket.Data.class::isInstance)
                .map(KdPacket.Data.class::cast)
                .toList();
        assertThat(said).hasSizeGreaterThan(130);
        for (KdPacket.Data data : said) {
            KdMessage message = MessageCodec.X64.decode(data.type(), data.payload());
            assertThat(Oddity.in(message, Machine.X64)).as("%s", message).isEmpty();
            if (data.type() == PacketType.STATE_CHANGE64) {
                assertThat(MachineGuess.of(data.payload())).as("%s", message).isEqualTo(Machine.X64);
            }
        }
    }

    @Test
    void noDatagramOpensUnderAnotherKey() {
        KdnetSeal other = KdnetSeal.control(KdnetKey.parse("8.8.8.9"));
        assertThat(datagrams)
                .allSatisfy(datagram -> assertThat(other.open(datagram)).isEmpty());
    }

    private static KdPacket packet(KdnetDatagram said) {
        List<Inbound> found = new ArrayList<>();
        new PacketDecoder(PacketDialect.BARE, said.toTarget() ? Role.TARGET : Role.HOST)
                .feed(Unpooled.wrappedBuffer(said.body().toByteArray()), found::add);
        assertThat(found).as("one packet in %s", said).hasSize(1);
        assertThat(found.getFirst()).isInstanceOf(Inbound.Packet.class);
        return ((Inbound.Packet) found.getFirst()).packet();
    }

    private static int type(KdPacket packet) {
        return switch (packet) {
            case KdPacket.Data data -> data.type();
            case KdPacket.Control control -> control.type();
            case KdPacket.BreakIn _ -> throw new AssertionError("the recording has no break-in");
        };
    }
}
