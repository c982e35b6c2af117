package io.kdlab.transport.usb;

import io.kdlab.address.LinkAddress;
import io.kdlab.transport.TransportException;
import java.util.List;
import java.util.stream.Collectors;

/// Which of the plugged-in devices an address can mean, before anybody is asked for a name.
final class UsbChoice {
    private UsbChoice() {}

    /// Those that may be it, never none. A device with ids that nobody knows is taken only where the user
    /// names its port.
    static List<UsbDevice> among(List<UsbDevice> plugged, LinkAddress.Usb address) throws TransportException {
        return address.port().isPresent()
                ? List.of(at(address.port().get(), plugged, address))
                : known(plugged, address);
    }

    private static UsbDevice at(String port, List<UsbDevice> plugged, LinkAddress.Usb address)
            throws TransportException {
        UsbDevice there = plugged.stream()
                .filter(device -> device.port().equals(port))
                .findFirst()
                .orElseThrow(() -> new TransportException(
                        "%s: nothing is plugged into USB port %s%s".formatted(address.text(), port, others(plugged))));
        if (there.debugInterface().isEmpty()) {
            throw new TransportException(
                    "%s: the device in USB port %s (%s) is no debug device: it has no interface of class DC/02/FF%s"
                            .formatted(address.text(), port, there.id(), others(plugged)));
        }
        return there;
    }

    private static List<UsbDevice> known(List<UsbDevice> plugged, LinkAddress.Usb address) throws TransportException {
        List<UsbDevice> known = plugged.stream()
                .filter(device -> device.isKnown() && device.debugInterface().isPresent())
                .toList();
        if (known.isEmpty()) {
            throw new TransportException(
                    ("%s: no USB debug device is plugged in; is the cable in a port of the controller "
                                    + "that the target debugs on, and has the target started?%s")
                            .formatted(address.text(), others(plugged)));
        }
        return known;
    }

    /// What else could be meant.
    private static String others(List<UsbDevice> plugged) {
        String found = plugged.stream()
                .filter(device -> device.debugInterface().isPresent())
                .map(device -> "%s in port=%s".formatted(device.id(), device.port()))
                .collect(Collectors.joining(", "));
        return found.isEmpty() ? "" : "; debug devices here: " + found;
    }
}
