package io.kdlab.transport.usb;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A USB device as its descriptors have it.
///
/// @param port where it is plugged in, as in `/sys/bus/usb/devices`: `2-1.4` is port 4 of a hub in port 1 of
/// bus 2
/// @param node the file that is opened for it
/// @param vendor USB vendor id
/// @param product USB product id
/// @param interfaces those of the configuration that is active
record UsbDevice(String port, String node, int vendor, int product, List<Interface> interfaces) {
    /// One interface; its first bulk endpoints, where it has such.
    ///
    /// @param kind class, subclass and protocol, a byte each: `0xDC02FF` is a debug device that speaks KDUSB
    record Interface(int number, int kind, Optional<Bulk> in, Optional<Bulk> out) {
        boolean hasBothWays() {
            return in.isPresent() && out.isPresent();
        }
    }

    /// A bulk endpoint.
    ///
    /// @param packetSize 8 behind an EHCI debug port, 1024 at an xHCI debug capability
    record Bulk(byte address, int packetSize) {}

    /// Diagnostic device, debug target, vendor's protocol: what a Windows target's debug capability shows.
    static final int KDUSB = 0xDC02FF;

    /// Ids that the Windows host driver takes, and those of documented debug cables (`kd-protocol.md` §9.1).
    private static final Set<Integer> KNOWN = Set.of(
            0x3495_00E0, // xHCI debug capability of a Windows target
            0x0525_127A, // NetChip NET20DC, a dongle for EHCI debug ports
            0x046B_0980, // AMI's dongle
            0x045E_062D,
            0x045E_0656);

    /// For messages: `3495:00e0`.
    String id() {
        return "%04x:%04x".formatted(vendor, product);
    }

    boolean isKnown() {
        return KNOWN.contains(vendor << 16 | product);
    }

    /// The interface that KD is spoken on: the one of the KDUSB class, else, on a device that is known by its
    /// ids, the first with bulk endpoints both ways.
    Optional<Interface> debugInterface() {
        return interfaces.stream()
                .filter(Interface::hasBothWays)
                .filter(each -> each.kind() == KDUSB)
                .findFirst()
                .or(() -> interfaces.stream()
                        .filter(each -> isKnown() && each.hasBothWays())
                        .findFirst());
    }
}
