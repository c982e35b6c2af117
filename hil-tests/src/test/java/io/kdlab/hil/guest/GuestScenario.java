package io.kdlab.hil.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// That the guest does what the tests of devices build upon.
final class GuestScenario {
    @Test
    void programsAndTestsTalkInLines() throws Exception {
        GuestRun run = Guest.running().start(Echo.class, "one", "two words");
        run.expect("^one\\|two words$");
        run.say("more\nthan a line, \\ and ü");
        run.expect("^more\nthan a line, \\\\ and ü$");
        run.done();
    }

    @Test
    void whatAProgramThrowsFailsItsTest() throws Exception {
        GuestRun run = Guest.running().start(Thrower.class);
        assertThatThrownBy(run::done)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Thrower: failed")
                .hasMessageContaining("IllegalStateException: on purpose");
        assertThatThrownBy(() -> Guest.running().shell("echo said; false")).hasMessageContaining("said");
    }

    @Test
    void theGuestHasDebiansKernelWithItsModules() throws Exception {
        Guest guest = Guest.running();
        assertThat(guest.shell("uname -rv")).contains("Debian");
        assertThat(guest.shell("modprobe vhci-hcd cuse; ls /dev/cuse /sys/devices/platform/"))
                .contains("vhci_hcd.0", "/dev/cuse");
    }

    @Test
    void devicesArePluggedInByQmp() throws Exception {
        Guest guest = Guest.running();
        guest.shell("modprobe xhci-pci ftdi_sio");
        guest.qmp("chardev-add", Map.of("id", "c", "backend", Map.of("type", "null", "data", Map.of())));
        guest.qmp(
                "device_add",
                Map.of("driver", "usb-serial", "id", "s", "chardev", "c", "bus", "xhci.0", "always-plugged", true));
        guest.shell("until [ -c /dev/ttyUSB0 ]; do busybox usleep 20000; done");
        guest.qmp("device_del", Map.of("id", "s"));
        guest.shell("until [ ! -e /dev/ttyUSB0 ]; do busybox usleep 20000; done");
        guest.qmp("chardev-remove", Map.of("id", "c"));
    }

    /// Says its arguments, then what it hears.
    static final class Echo implements GuestProgram {
        @Override
        public void run(GuestVoice voice, List<String> arguments) throws Exception {
            voice.say(String.join("|", arguments));
            voice.say(voice.hear());
        }
    }

    /// Fails.
    static final class Thrower implements GuestProgram {
        @Override
        public void run(GuestVoice voice, List<String> arguments) {
            throw new IllegalStateException("on purpose");
        }
    }
}
