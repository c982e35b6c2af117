package io.kdlab.hil.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.address.LinkAddress;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.sim.SimOptions;
import io.kdlab.sim.SimServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Serial ports as Linux has them: a USB adapter that comes and goes, modem lines, breaks, rates, and what
/// happens on DTR and RTS, watched from the adapter's side. No electrical line is in it: see the README of
/// kd-transports.
@Feature(value = "3.3", on = On.PROCESS)
final class SerialScenario {
    private static final SimOptions MACHINE = SimOptions.of((LinkAddress.Sim) LinkAddress.parse("sim:x64"));
    /// FTDI's request to set the modem lines: bits 0 and 1 are DTR and RTS, bits 8 and 9 say which are
    /// meant.
    private static final Pattern MODEM_CONTROL =
            Pattern.compile("usb_serial_handle_control.*control 0x4001, value 0x([0-9a-f]+)");

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void anAdapterIsFoundByItsIdOnAnyPortAndByItsPathOnThatOneOnly() throws Exception {
        Guest guest = Guest.running();
        try (SimServer target = SimServer.listen(new InetSocketAddress(LOOPBACK, 0), MACHINE);
                GuestSerial adapter = new GuestSerial(guest, "LAB1", target.port())) {
            adapter.plug(1);
            GuestRun link = guest.start(KdInGuest.class, "com:port=" + adapter.byId() + ",baud=115200");
            link.expect("^LinkUp");
            link.say("break");
            String stop = link.expect("^StateChanged ([0-9a-f`]+)").group(1);
            for (int port : new int[] {1, 2}) {
                adapter.unplug();
                link.expect("^LinkDown .*the port is gone: its adapter was unplugged");
                adapter.plug(port);
                link.expect("^LinkUp");
                link.expect("^StateChanged " + stop);
                link.say("read %s 8".formatted(stop.replace("`", "")));
                link.expect("^read \\S+ 8 ");
            }
            link.say("close");
            link.done();

            GuestRun byPath = guest.start(KdInGuest.class, "com:port=" + GuestSerial.byPath(2) + ",baud=115200");
            byPath.expect("^LinkUp");
            adapter.unplug();
            byPath.expect("^LinkDown .*the port is gone");
            adapter.plug(1);
            byPath.expect("^LinkDown .*no such device; is the adapter plugged in");
            adapter.unplug();
            adapter.plug(2);
            byPath.expect("^LinkUp");
            byPath.say("close");
            byPath.done();
        }
    }

    @Test
    void modemLinesAreReadAndDtrFallsAtNoClosing() throws Exception {
        Guest guest = Guest.running();
        try (ServerSocket listener = new ServerSocket(0, 1, LOOPBACK);
                GuestSerial adapter = new GuestSerial(guest, "LAB2", listener.getLocalPort());
                Socket far = listener.accept()) {
            String device = "/dev/" + adapter.plug(3);
            trace(guest, true);
            int before = modemControls(guest).size();

            GuestRun first = guest.start(WireInGuest.class, "com:port=" + device + ",baud=115200");
            first.expect("^note port opened: DTR and RTS were raised by the kernel");
            // What QEMU's adapter reports when its far end has no lines of its own.
            first.expect("^line lines on: DTR RTS CTS DSR DCD; errors: none$");
            far.getOutputStream().write(new byte[] {0x30, (byte) 0xff, 0x30});
            first.expect("^got 30ff30$");
            first.say("close");
            first.done();
            GuestRun second = guest.start(WireInGuest.class, "com:port=" + device + ",baud=57600");
            second.expect("^note port opened: DTR and RTS have stayed up");
            second.say("close");
            second.done();
            assertThat(modemControls(guest).subList(before, modemControls(guest).size()))
                    .as("both lines are set at each opening, and never cleared")
                    .isNotEmpty()
                    .allMatch(value -> value.equals("303"));

            // A program that leaves HUPCL set does what is never seen above.
            guest.shell("stty -F %s hupcl; : < %s".formatted(device, device));
            assertThat(modemControls(guest)).endsWith("300");
            trace(guest, false);
        }
    }

    @Test
    void aUartTellsItsLinesItsBreaksAndTheRatesItHas() throws Exception {
        Guest guest = Guest.running();
        GuestRun refused = guest.start(WireInGuest.class, "com:port=/dev/ttyS1,baud=100000");
        refused.expect("^refused com:port=/dev/ttyS1,baud=100000: the port does not do 100000 baud; "
                + "the nearest that it does is baud=115200$");
        refused.done();
        GuestRun port = guest.start(WireInGuest.class, "com:port=com2,baud=115200");
        port.expect("^open$");
        guest.qmp("chardev-send-break", Map.of("id", "serial1"));
        port.expect("^got 00$");
        port.expect("^line lines on: DTR RTS CTS DSR DCD; errors: break 1$");
        // The UART's own loop (0x8000) brings DTR back as DSR, RTS as CTS, and as DCD what lets its interrupts through.
        lines(guest, "TIOCMBIS", "0x8000");
        lines(guest, "TIOCMBIC", "termios.TIOCM_RTS");
        port.expect("^line lines on: DTR DSR DCD; errors: break 1$");
        lines(guest, "TIOCMBIC", "termios.TIOCM_DTR");
        // Linux raises both at every opening, this script's too, so RTS is up again.
        port.expect("^line lines on: RTS CTS DCD; errors: break 1$");
        lines(guest, "TIOCMBIC", "0x8000");
        lines(guest, "TIOCMBIS", "termios.TIOCM_DTR | termios.TIOCM_RTS");
        port.expect("^line lines on: DTR RTS CTS DSR DCD; errors: break 1$");
        port.say("close");
        port.done();
    }

    private static void lines(Guest guest, String request, String bits) throws InterruptedException {
        guest.shell("""
                python3 -S -c 'import fcntl, os, struct, termios
                fd = os.open("/dev/ttyS1", os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
                fcntl.ioctl(fd, termios.%s, struct.pack("i", %s))'
                """.formatted(request, bits));
    }

    private static void trace(Guest guest, boolean on) throws Exception {
        guest.qmp("trace-event-set-state", Map.of("name", "usb_serial_handle_control", "enable", on));
    }

    private static List<String> modemControls(Guest guest) throws Exception {
        return MODEM_CONTROL
                .matcher(guest.traces())
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
