package io.kdlab.hil.guest;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// A USB serial adapter of the guest (QEMU's `usb-serial`, an FTDI chip to Linux), its far end a TCP
/// connection to the test.
final class GuestSerial implements AutoCloseable {
    /// Makes the names that udev would make, from the same places of sysfs.
    private static final String NAME = """
            modprobe xhci-pci ftdi_sio
            until tty=$(ls /sys/bus/usb/devices/*-%1$d:1.0 2>/dev/null | grep -o 'ttyUSB[0-9]*' | head -1) && [ -c "/dev/$tty" ]
            do busybox usleep 20000; done
            mkdir -p /run/serial/by-id /run/serial/by-path
            ln -sf /dev/$tty /run/serial/by-id/usb-QEMU_%2$s-if00-port0
            ln -sf /dev/$tty /run/serial/by-path/usb-0:%1$d:1.0-port0
            echo $tty
            """;

    private static final String FORGET = """
            while ls /sys/bus/usb/devices/*-%1$d:1.0 >/dev/null 2>&1; do busybox usleep 20000; done
            rm -f /run/serial/by-id/usb-QEMU_%2$s-if00-port0 /run/serial/by-path/usb-0:%1$d:1.0-port0
            """;

    private final Guest guest;
    private final String serial;
    private int port;

    /// An adapter with a serial number of its own, not plugged in yet.
    ///
    /// @param farEnd where the test listens on 127.0.0.1
    GuestSerial(Guest guest, String serial, int farEnd) throws IOException {
        this.guest = guest;
        this.serial = serial;
        Map<String, ?> inet =
                Map.of("type", "inet", "data", Map.of("host", "127.0.0.1", "port", String.valueOf(farEnd)));
        guest.qmp(
                "chardev-add",
                Map.of(
                        "id",
                        serial,
                        "backend",
                        Map.of("type", "socket", "data", Map.of("addr", inet, "server", false))));
    }

    /// Puts it into a port of the guest; gives back its device's name, such as `ttyUSB0`.
    String plug(int into) throws IOException, InterruptedException {
        port = into;
        Map<String, Object> device = new LinkedHashMap<>();
        device.put("driver", "usb-serial");
        device.put("id", serial);
        device.put("serial", serial);
        device.put("chardev", serial);
        device.put("bus", "xhci.0");
        device.put("port", String.valueOf(into));
        device.put("always-plugged", true);
        guest.qmp("device_add", device);
        return guest.shell(NAME.formatted(port, serial)).strip();
    }

    /// Pulls it out, and its names with it.
    void unplug() throws IOException, InterruptedException {
        guest.qmp("device_del", Map.of("id", serial));
        guest.shell(FORGET.formatted(port, serial));
        port = 0;
    }

    String byId() {
        return "/run/serial/by-id/usb-QEMU_%s-if00-port0".formatted(serial);
    }

    static String byPath(int port) {
        return "/run/serial/by-path/usb-0:%d:1.0-port0".formatted(port);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (port != 0) {
            unplug();
        }
        guest.qmp("chardev-remove", Map.of("id", serial));
    }
}
