package io.kdlab.transport.usb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.address.LinkAddress;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.transport.TransportException;
import io.kdlab.transport.Transports;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules of USB debug cables that need no cable (kd-protocol.md §9).
@Feature("3.5")
final class UsbRulesTest {
    private static final UsbDevice.Interface KDUSB = bulk(0, 0xDC02FF, 1024);
    private static final UsbDevice WINDOWS = device("2-1", 0x3495, 0x00E0, KDUSB);
    private static final UsbDevice DONGLE = device("1-4.2", 0x0525, 0x127A, bulk(0, 0xFF0000, 8));
    private static final UsbDevice LINUX = device("2-2", 0x1D6B, 0x0010, bulk(0, 0xDC0201, 1024));
    private static final UsbDevice STRANGER = device("2-3", 0x1234, 0x5678, KDUSB);
    private static final UsbDevice STICK = device("1-1", 0x0781, 0x5567, bulk(0, 0x080650, 512));

    @ParameterizedTest
    @CsvSource({
        "16, 1024, 16",
        "346, 1024, 346", // the first live packet of a Windows target
        "1024, 1024, 1024 0",
        "1023, 1024, 1023",
        "4016, 1024, 4016",
        "4016, 8, 4016 0",
        "72, 8, 72 0",
        "1, 8, 1",
        "5, 8, 5",
        "4096, 1024, 4096 0",
        "5000, 1024, 4096 904",
        "9216, 512, 4096 4096 1024 0"
    })
    void aTransferEndsWithAShortPacketOrAnEmptyOne(int length, int packetSize, String pieces) {
        assertThat(BulkSplit.of(length, packetSize)).map(String::valueOf).containsExactly(pieces.split(" "));
    }

    @Test
    void everyLengthIsSentOnceAndEndsWhereItShould() {
        for (int packetSize : new int[] {8, 64, 512, 1024}) {
            for (int length = 1; length <= BulkSplit.READ; length++) {
                List<Integer> pieces = BulkSplit.of(length, packetSize);
                assertThat(pieces.stream().mapToInt(Integer::intValue).sum()).isEqualTo(length);
                for (int piece : pieces.subList(0, pieces.size() - 1)) {
                    assertThat(piece % packetSize)
                            .as("%d by %d ends early", length, packetSize)
                            .isZero();
                }
                assertThat(pieces.getLast() % packetSize == 0 && pieces.getLast() > 0)
                        .as("%d by %d does not end", length, packetSize)
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"NAME=LAB1~~, LAB1", "NAME=LAB1~, LAB1", "NAME=LAB1, LAB1", "NAME=A-b_9~~~~~~, A-b_9"})
    void theAnswerHoldsTheName(String transfer, String name) {
        assertThat(TargetName.in(bytes(transfer))).contains(name);
        assertThat(TargetName.same(name, name.toLowerCase(Locale.ROOT))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NAME?",
                "NAME",
                "0000",
                "NAME=LAB 1~",
                "NAME=ABCDEFGHIJKLMNOPQRSTUVWXY~~", // 25 characters
                "NAME=A~BCDEFGHIJKLMNOPQRSTUVWXYZABCDEF", // 38 bytes
                "0000~~~~~~~~~~~~NAME=LAB1~~" // a packet that carries one
            })
    void whatIsNoAnswerIsNone(String transfer) {
        assertThat(TargetName.in(bytes(transfer))).isEmpty();
    }

    @Test
    void theQuestionIsFiveBytes() {
        assertThat(TargetName.question()).asHexString().isEqualTo("4E414D453F");
    }

    @Test
    void knownIdsAndTheClassTellADebugDevice() throws TransportException {
        assertThat(UsbChoice.among(List.of(STICK, WINDOWS, LINUX, DONGLE, STRANGER), named()))
                .containsExactly(WINDOWS, DONGLE);
        UsbDevice composite = device("2-1", 0x3495, 0x00E0, bulk(0, 0xFF0000, 512), bulk(3, 0xDC02FF, 1024));
        assertThat(composite.debugInterface()).map(UsbDevice.Interface::number).contains(3);
        UsbDevice oneWay =
                device("2-1", 0x3495, 0x00E0, new UsbDevice.Interface(0, 0xDC02FF, KDUSB.in(), Optional.empty()));
        assertThat(oneWay.debugInterface()).isEmpty();
    }

    @Test
    void aPortTakesWhateverSpeaksKdusbInIt() throws TransportException {
        assertThat(UsbChoice.among(List.of(WINDOWS, STRANGER), port("2-3"))).containsExactly(STRANGER);
        assertThat(UsbChoice.among(List.of(WINDOWS, DONGLE), port("1-4.2"))).containsExactly(DONGLE);
    }

    @Test
    void whatIsMissingIsNamedAndSoIsWhatCouldBeMeant() {
        assertThatThrownBy(() -> UsbChoice.among(List.of(STICK), named()))
                .hasMessageStartingWith("usb:targetname=LAB1: no USB debug device is plugged in")
                .hasMessageNotContaining("debug devices here");
        assertThatThrownBy(() -> UsbChoice.among(List.of(STICK, STRANGER), named()))
                .hasMessageEndingWith("debug devices here: 1234:5678 in port=2-3");
        assertThatThrownBy(() -> UsbChoice.among(List.of(WINDOWS), port("2-9")))
                .hasMessage(
                        "usb:port=2-9: nothing is plugged into USB port 2-9; debug devices here: 3495:00e0 in port=2-1");
        assertThatThrownBy(() -> UsbChoice.among(List.of(STICK), port("1-1")))
                .hasMessageContaining("(0781:5567) is no debug device: it has no interface of class DC/02/FF");
        assertThatThrownBy(() -> UsbChoice.among(List.of(LINUX), port("2-2")))
                .hasMessageContaining("is no debug device");
    }

    /// With the real libusb, on whatever USB this machine has, which may be none.
    @Test
    @Feature(value = "3.5", on = On.PROCESS)
    void aNameThatNoDeviceHasIsRefusedInOneLine() {
        LinkAddress nobody = LinkAddress.parse("usb:targetname=no-such-target");
        assertThatThrownBy(() -> Transports.open(nobody, new ChannelInboundHandlerAdapter()))
                .isInstanceOf(TransportException.class)
                .hasMessageMatching("usb:targetname=no-such-target: no (USB )?debug device .*");
    }

    private static LinkAddress.Usb named() {
        return (LinkAddress.Usb) LinkAddress.parse("usb:targetname=LAB1");
    }

    private static LinkAddress.Usb port(String port) {
        return (LinkAddress.Usb) LinkAddress.parse("usb:port=" + port);
    }

    private static UsbDevice device(String port, int vendor, int product, UsbDevice.Interface... interfaces) {
        return new UsbDevice(port, "/dev/bus/usb/001/002", vendor, product, List.of(interfaces));
    }

    private static UsbDevice.Interface bulk(int number, int kind, int size) {
        return new UsbDevice.Interface(
                number,
                kind,
                Optional.of(new UsbDevice.Bulk((byte) 0x81, size)),
                Optional.of(new UsbDevice.Bulk((byte) 0x01, size)));
    }

    private static byte[] bytes(String text) {
        return text.replace('~', '\0').getBytes(StandardCharsets.US_ASCII);
    }
}
