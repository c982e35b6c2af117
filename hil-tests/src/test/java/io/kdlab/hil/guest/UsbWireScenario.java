package io.kdlab.hil.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.peer.DebugGadget;
import io.kdlab.peer.UsbDescriptors;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Transfers on a USB debug cable, byte by byte, and what a device can do wrong: Linux's USB stack and libusb
/// in the guest, the device played by the test.
@Feature(value = "3.5", on = On.PROCESS)
final class UsbWireScenario {
    private static final HexFormat HEX = HexFormat.of();
    private static final int MOST = 4016;

    private DebugGadget gadget;
    private Guest guest;
    private String port;

    private void plug(UsbDescriptors kind, String name) throws Exception {
        guest = Guest.running();
        gadget = DebugGadget.bare(kind, Optional.ofNullable(name));
        port = GuestUsb.plug(guest, gadget);
    }

    @AfterEach
    void unplug() throws Exception {
        if (port != null) {
            gadget.unplug();
            GuestUsb.awaitGone(guest, port);
        }
        if (gadget != null) {
            gadget.close();
        }
    }

    @Test
    void transfersKeepTheirBytesAndTheirEndsInBothDirections() throws Exception {
        for (UsbDescriptors kind : new UsbDescriptors[] {UsbDescriptors.XHCI_DEBUG, UsbDescriptors.EHCI_DONGLE}) {
            plug(kind, null);
            GuestRun wire = guest.start(WireInGuest.class, "usb:port=" + port);
            wire.expect("^open$");
            long seed = 20261125L + kind.packetSize();
            Random random = new Random(seed);
            int emptyPackets = 0;
            for (int i = 0; i < 24; i++) {
                byte[] bytes = transfer(random, kind.packetSize());
                emptyPackets += bytes.length % kind.packetSize() == 0 ? 1 : 0;
                gadget.send(bytes);
                assertThat(wire.expect("^got (.*)$").group(1))
                        .as("seed %d, transfer %d of %d bytes", seed, i, bytes.length)
                        .isEqualTo(HEX.formatHex(bytes));
                wire.say("send " + HEX.formatHex(bytes));
                assertThat(gadget.take(GuestVoice.LIMIT))
                        .as("seed %d, transfer %d of %d bytes", seed, i, bytes.length)
                        .isEqualTo(bytes);
            }
            assertThat(gadget.seen().emptyPackets()).isEqualTo(emptyPackets).isPositive();
            for (int length : new int[] {4096, 5000, 8192}) {
                // Longer than any packet of KD: what is written in several requests is still one transfer.
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                wire.say("send " + HEX.formatHex(bytes));
                assertThat(gadget.take(GuestVoice.LIMIT)).as("%d bytes", length).isEqualTo(bytes);
            }
            wire.say("close");
            wire.done();
            assertThat(gadget.seen().questions())
                    .as("a port is taken without asking")
                    .isZero();
            unplug();
        }
    }

    /// Every third a multiple of the packet size, now and then the longest there is.
    private static byte[] transfer(Random random, int packetSize) {
        int length = switch (random.nextInt(6)) {
            case 0, 1 -> packetSize * (1 + random.nextInt(MOST / packetSize));
            case 2 -> MOST;
            default -> 1 + random.nextInt(MOST);
        };
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void whatComesBeforeTheNameIsKept() throws Exception {
        guest = Guest.running();
        gadget = DebugGadget.bare(UsbDescriptors.XHCI_DEBUG, Optional.of("LAB1"));
        gadget.send(HEX.parseHex("303030300700"));
        gadget.send(HEX.parseHex("30303030"));
        port = GuestUsb.plug(guest, gadget);
        GuestRun wire = guest.start(WireInGuest.class, "usb2:targetname=Lab1");
        wire.expect("^open$");
        gadget.send(HEX.parseHex("4e414d453d4c41423100")); // a late answer, NAME=LAB1, is nobody's packet
        gadget.send(HEX.parseHex("69"));
        assertThat(wire.expect("^got (.*)$").group(1)).isEqualTo("303030300700");
        assertThat(wire.expect("^got (.*)$").group(1)).isEqualTo("30303030");
        assertThat(wire.expect("^got (.*)$").group(1)).isEqualTo("69");
        wire.say("send 62");
        assertThat(gadget.take(GuestVoice.LIMIT)).isEqualTo(new byte[] {0x62});
        wire.say("close");
        wire.done();
    }

    @Test
    void shortEmptyAndOverlongTransfersAndAStallCostNothingButThemselves() throws Exception {
        plug(UsbDescriptors.XHCI_DEBUG, null);
        GuestRun wire = guest.start(WireInGuest.class, "usb:port=" + port);
        wire.expect("^open$");
        gadget.send(new byte[0]);
        gadget.send(new byte[] {1, 2, 3});
        assertThat(wire.expect("^got (.*)$").group(1)).isEqualTo("010203");
        // More than a packet can be: 4 x 1024 bytes overrun the buffer, and what is left is a transfer of 4 bytes.
        gadget.send(new byte[4100]);
        assertThat(wire.expect("^got (.*)$").group(1)).isEqualTo("00000000");
        gadget.stall();
        gadget.send(new byte[] {4, 5});
        assertThat(wire.expect("^got (.*)$").group(1)).isEqualTo("0405");
        assertThat(gadget.seen().controls()).contains("02 01 0000 0081");
        wire.say("close");
        wire.done();
    }

    @Test
    void aDeviceThatIsGoneOrTakesNothingSaysSo() throws Exception {
        plug(UsbDescriptors.XHCI_DEBUG, null);
        GuestRun wire = guest.start(WireInGuest.class, "usb:port=" + port);
        wire.expect("^open$");
        gadget.refuse();
        wire.say("send 62");
        wire.expect("^closed USB port " + port + ": the target takes nothing from the cable: 0 of 1 bytes in 5 s");
        wire.say("close");
        wire.done();

        GuestRun again = guest.start(WireInGuest.class, "usb:port=" + port);
        again.expect("^open$");
        gadget.unplug();
        again.expect("^closed USB port " + port + ": the device is gone");
        again.say("close");
        again.done();

        GuestRun gone = guest.start(WireInGuest.class, "usb:port=" + port);
        gone.expect("^refused usb:port=%s: nothing is plugged into USB port %s".formatted(port, port));
        gone.done();
    }

    @Test
    void aTargetThatDoesNotTellItsNameIsNotTakenForAnother() throws Exception {
        plug(UsbDescriptors.XHCI_DEBUG, null);
        GuestRun wire = guest.start(WireInGuest.class, "usb:targetname=LAB1");
        wire.expect("^refused usb:targetname=LAB1: .*port=" + port + " does not tell its name .*port= takes one");
        wire.done();
        assertThat(gadget.seen().questions()).isPositive();
    }

    @Test
    void aKernelDriverLetsGoAndComesBack() throws Exception {
        Guest.running().shell("modprobe usb_debug");
        plug(UsbDescriptors.EHCI_DONGLE, null);
        String driver = "/sys/bus/usb/devices/" + port + ":1.0/driver";
        guest.shell("until [ -e " + driver + " ]; do busybox usleep 20000; done");
        String before = guest.shell("basename $(readlink " + driver + ")");
        assertThat(before).startsWith("usb_debug").isNotEqualTo("usbfs\n");

        GuestRun wire = guest.start(WireInGuest.class, "usb:port=" + port);
        wire.expect("^open$");
        assertThat(guest.shell("basename $(readlink " + driver + ")")).isEqualTo("usbfs\n");
        GuestRun second = guest.start(WireInGuest.class, "usb:port=" + port);
        second.expect("^refused usb:port=.*in use by another program");
        second.done();
        wire.say("close");
        wire.done();
        assertThat(guest.shell("basename $(readlink " + driver + ")")).isEqualTo(before);
        guest.shell("busybox rmmod usb_debug");
    }
}
