package io.kdlab.hil.guest;

import io.kdlab.peer.DebugGadget;

/// The guest's USB ports for devices that we play (`vhci_hcd`).
final class GuestUsb {
    /// Connects to the device's server and hands the socket to the kernel, as the program `usbip` does;
    /// prints the port.
    private static final String PLUG = """
            modprobe vhci-hcd
            hub=%s; ctl=/sys/devices/platform/vhci_hcd.0
            exec 3<>/dev/tcp/%s/%d
            port=$(awk -v hub=$hub '$1 == hub && $3 == "004" { print $2 + 0; exit }' $ctl/status)
            echo "$port 3 1 %d" > $ctl/attach
            while :; do
              bus=$(awk -v hub=$hub -v port=$port '$1 == hub && $2 + 0 == port && $3 == "006" { print $7 }' $ctl/status)
              [ -n "$bus" ] && [ -e /sys/bus/usb/devices/$bus:1.0 ] && break
              busybox usleep 20000
            done
            echo $bus
            """;

    private GuestUsb() {}

    /// Plugs a device in and waits until the guest's kernel has configured it; gives back the port's name,
    /// such as `2-1`.
    static String plug(Guest guest, DebugGadget gadget) throws InterruptedException {
        return guest.shell(PLUG.formatted(
                        gadget.speed() == 5 ? "ss" : "hs",
                        Guest.HOST,
                        gadget.port().port(),
                        gadget.speed()))
                .strip();
    }

    /// Waits until the guest's kernel has seen that nothing is in a port any more.
    static void awaitGone(Guest guest, String port) throws InterruptedException {
        guest.shell("while [ -e /sys/bus/usb/devices/%s ]; do busybox usleep 20000; done".formatted(port));
    }
}
