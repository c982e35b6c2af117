package io.kdlab.transport.usb;

import io.kdlab.address.LinkAddress;
import io.kdlab.link.LinkDialect;
import io.kdlab.transport.TransportCapabilities;
import io.kdlab.transport.TransportException;
import io.kdlab.transport.TransportProvider;
import io.kdlab.transport.device.DevicePump;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// `usb:targetname=NAME`, `usb:port=1-2`: a USB debug cable, by KDUSB.
///
/// A name is asked of every debug device that nobody holds. A device that does not tell its name is not taken
/// for the one wanted, even where it is the only one: to debug the wrong machine is worse than to wait. Of
/// two with one name the first to answer is taken. A port is taken as it is; with both, the name must be the one
/// of the device in that port.
public final class UsbTransport implements TransportProvider {
    private static final Duration NAME_LIMIT = Duration.ofSeconds(4);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final Duration TURN = Duration.ofMillis(20);
    /// Two openings of this process do not ask the same devices at the same time.
    private static final ReentrantLock ASKING = new ReentrantLock();

    @Override
    public String scheme() {
        return "usb";
    }

    @Override
    public TransportCapabilities capabilities(LinkAddress address) {
        return new TransportCapabilities(LinkDialect.KDUSB, true, 0, TransportCapabilities.LARGEST_READ);
    }

    @Override
    public Channel open(LinkAddress address, ChannelHandler stages) throws TransportException, InterruptedException {
        LinkAddress.Usb usb = (LinkAddress.Usb) address;
        ASKING.lockInterruptibly();
        UsbCable cable;
        try {
            cable = find(usb);
        } finally {
            ASKING.unlock();
        }
        return DevicePump.attach(cable, "usb " + cable.device().port(), stages);
    }

    private static UsbCable find(LinkAddress.Usb address) throws TransportException, InterruptedException {
        UsbBus bus = UsbBus.begin();
        try {
            return among(UsbChoice.among(bus.devices(), address), bus, address);
        } finally {
            bus.seal();
        }
    }

    private static UsbCable among(List<UsbDevice> devices, UsbBus bus, LinkAddress.Usb address)
            throws TransportException, InterruptedException {
        List<UsbCable> open = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (UsbDevice device : devices) {
            try {
                open.add(bus.open(device, device.debugInterface().orElseThrow()));
            } catch (TransportException e) {
                others.add("port=%s: %s".formatted(device.port(), e.getMessage()));
            }
        }
        Optional<UsbCable> chosen = Optional.empty();
        try {
            chosen = address.targetName().isEmpty()
                    ? open.stream().findFirst()
                    : named(address.targetName().get(), open, others);
        } finally {
            for (UsbCable cable : open) {
                if (chosen.filter(cable::equals).isEmpty()) {
                    cable.close();
                }
            }
        }
        String hint = address.port().isEmpty() ? "; port= takes one without asking" : "";
        return chosen.orElseThrow(() -> new TransportException(
                "%s: no debug device is it: %s%s".formatted(address.text(), String.join("; ", others), hint)));
    }

    /// Asks all at once, and again while they are silent: a target that was busy takes one question for
    /// another. Who does not answer, or is another, is told in `others`.
    private static Optional<UsbCable> named(String wanted, List<UsbCable> open, List<String> others)
            throws InterruptedException {
        List<UsbCable> unheard = new ArrayList<>(open);
        long start = System.nanoTime();
        long asked = start - ASK_AGAIN.toNanos();
        while (!unheard.isEmpty() && System.nanoTime() - start < NAME_LIMIT.toNanos()) {
            boolean ask = System.nanoTime() - asked >= ASK_AGAIN.toNanos();
            asked = ask ? System.nanoTime() : asked;
            for (UsbCable cable : List.copyOf(unheard)) {
                Optional<String> name = Optional.empty();
                try {
                    if (ask) {
                        cable.askName();
                    }
                    name = cable.name(TURN);
                } catch (IOException e) {
                    unheard.remove(cable);
                    others.add(String.valueOf(e.getMessage()));
                }
                if (name.isPresent()) {
                    if (TargetName.same(name.get(), wanted)) {
                        return Optional.of(cable);
                    }
                    unheard.remove(cable);
                    others.add("port=%s is %s".formatted(cable.device().port(), name.get()));
                }
            }
        }
        for (UsbCable cable : unheard) {
            others.add("port=%s does not tell its name (a target does when it starts or stands)"
                    .formatted(cable.device().port()));
        }
        return Optional.empty();
    }
}
