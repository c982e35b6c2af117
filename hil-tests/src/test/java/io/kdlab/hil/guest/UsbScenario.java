package io.kdlab.hil.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.link.LinkDialect;
import io.kdlab.link.LinkPace;
import io.kdlab.peer.DebugGadget;
import io.kdlab.peer.UsbDescriptors;
import io.kdlab.sim.SimOptions;
import java.time.Duration;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// USB debug cables on Linux's own USB stack and libusb: the guest runs the transport, the host plays the
/// device by USB/IP, behind which a simulated machine stands.
@Feature(value = "3.5", on = On.PROCESS)
@Feature(value = "L07", on = On.PROCESS)
final class UsbScenario {
    /// A JVM that is emulated needs time for its acks.
    private static final SimOptions MACHINE =
            SimOptions.of(7).withDialect(LinkDialect.KDUSB).withPace(LinkPace.TARGET.withAck(Duration.ofSeconds(2)));

    @ParameterizedTest
    @CsvSource({"1024", "8"})
    void aSessionOverOneEndpointSize(int packetSize) throws Exception {
        Guest guest = Guest.running();
        UsbDescriptors kind = packetSize == 8 ? UsbDescriptors.EHCI_DONGLE : UsbDescriptors.XHCI_DEBUG;
        try (DebugGadget gadget = DebugGadget.of(kind, "LAB1", MACHINE)) {
            String port = GuestUsb.plug(guest, gadget);
            int enumerated = gadget.seen().controls().size();
            GuestRun link = guest.start(KdInGuest.class, "usb:targetname=lab1");
            link.expect("^LinkUp");
            link.say("break");
            Matcher stop = link.expect("^StateChanged ([0-9a-f`]+)");
            String page = stop.group(1).replace("`", "").substring(0, 13) + "000";

            // The longest packet there is, and those whose last USB packet is full: 16 + 56 + n bytes.
            for (int length : new int[] {3944, 952, 1976, 951, 953, 1, 8}) {
                link.say("read %s %d".formatted(page, length));
                link.expect("^read \\S+ %d [0-9a-f]{%d}$".formatted(length, 2 * length));
            }
            link.say("read %s 952".formatted(page));
            String code = link.expect("^read \\S+ 952 ([0-9a-f]+)$").group(1);
            DebugGadget.Seen before = gadget.seen();
            link.say("write %s %s".formatted(page, code));
            link.expect("^written");
            assertThat(gadget.seen().longest()).isEqualTo(1024);
            assertThat(gadget.seen().emptyPackets())
                    .as("a packet of 1024 bytes ends with an empty one")
                    .isGreaterThan(before.emptyPackets());

            link.say("go");
            link.expect("^Resumed");
            link.say("break");
            link.expect("^StateChanged");
            link.say("go");
            link.expect("^Resumed");
            link.say("close");
            link.expect("^closed");
            link.done();
            assertThat(gadget.seen().controls())
                    .as("no reset, no configuration, no control request at all after the kernel's own")
                    .hasSize(enumerated);
            gadget.unplug();
            GuestUsb.awaitGone(guest, port);
        }
    }

    @Test
    void aCablePulledAndPluggedInAgainGoesOn() throws Exception {
        Guest guest = Guest.running();
        try (DebugGadget gadget = DebugGadget.of(UsbDescriptors.XHCI_DEBUG, "LAB1", MACHINE)) {
            String port = GuestUsb.plug(guest, gadget);
            GuestRun link = guest.start(KdInGuest.class, "usb:targetname=LAB1");
            link.expect("^LinkUp");
            link.say("break");
            String stop = link.expect("^StateChanged ([0-9a-f`]+)").group(1);
            for (int time = 0; time < 2; time++) {
                gadget.unplug();
                link.expect("^LinkDown .*the device is gone: cable pulled, or the target restarts");
                GuestUsb.awaitGone(guest, port);
                port = GuestUsb.plug(guest, gadget);
                link.expect("^LinkUp");
                link.expect("^StateChanged " + stop);
                link.say("read %s 8".formatted(stop.replace("`", "")));
                link.expect("^read \\S+ 8 ");
            }
            link.say("close");
            link.done();
            gadget.unplug();
            GuestUsb.awaitGone(guest, port);
        }
    }

    @Test
    void twoTargetsAreToldApartByNameOrPort() throws Exception {
        Guest guest = Guest.running();
        try (DebugGadget one = DebugGadget.of(UsbDescriptors.XHCI_DEBUG, "LAB1", MACHINE);
                DebugGadget two = DebugGadget.of(UsbDescriptors.EHCI_DONGLE, "LAB2", MACHINE)) {
            String first = GuestUsb.plug(guest, one);
            String second = GuestUsb.plug(guest, two);
            GuestRun wrong = guest.start(WireInGuest.class, "usb:targetname=LAB1,port=" + second);
            wrong.expect("^refused .*port=%s is LAB2".formatted(second));
            wrong.done();
            GuestRun nobody = guest.start(WireInGuest.class, "usb:targetname=LAB3");
            String refused = nobody.expect("^refused (.*)").group(1);
            assertThat(refused).contains("port=%s is LAB1".formatted(first), "port=%s is LAB2".formatted(second));
            nobody.done();

            DebugGadget.Seen before = one.seen();
            GuestRun lab2 = guest.start(KdInGuest.class, "usb:targetname=LAB2");
            lab2.expect("^LinkUp");
            lab2.say("break");
            lab2.expect("^StateChanged");
            assertThat(one.seen().transfers() - before.transfers())
                    .as("the other target heard questions for its name and nothing else")
                    .isEqualTo(one.seen().questions() - before.questions());
            GuestRun lab1 = guest.start(KdInGuest.class, "usb:port=" + first);
            lab1.expect("^LinkUp");
            lab1.say("break");
            lab1.expect("^StateChanged");
            for (GuestRun link : new GuestRun[] {lab1, lab2}) {
                link.say("close");
                link.done();
            }
            for (DebugGadget gadget : new DebugGadget[] {one, two}) {
                gadget.unplug();
            }
            GuestUsb.awaitGone(guest, first);
            GuestUsb.awaitGone(guest, second);
        }
    }
}
