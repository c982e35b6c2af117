package io.kdlab.transport.usb;

import io.kdlab.transport.TransportException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usb4java.ConfigDescriptor;
import org.usb4java.Context;
import org.usb4java.Device;
import org.usb4java.DeviceDescriptor;
import org.usb4java.DeviceHandle;
import org.usb4java.DeviceList;
import org.usb4java.EndpointDescriptor;
import org.usb4java.InterfaceDescriptor;
import org.usb4java.LibUsb;

/// One use of libusb: sees what is plugged in, opens cables, and runs one thread that completes their
/// transfers and gives them back. It ends by itself when it is sealed and its last cable is closed.
///
/// All descriptors come from the kernel's memory: a stopped target answers no control transfer, so none is
/// sent.
final class UsbBus {
    private static final Logger LOG = LoggerFactory.getLogger(UsbBus.class);
    private static final long EVENTS_MICROS = 200_000;
    private static final int DEEPEST_PORT = 7;

    private final Context context;
    private final List<UsbCable> cables = new CopyOnWriteArrayList<>();
    private volatile boolean sealed;

    private UsbBus(Context context) {
        this.context = context;
    }

    /// Begins.
    static UsbBus begin() throws TransportException {
        Context context = new Context();
        int code;
        try {
            code = LibUsb.init(context);
        } catch (LinkageError | RuntimeException e) {
            throw new TransportException("usb: libusb cannot be loaded on this machine: " + e.getMessage(), e);
        }
        if (code != LibUsb.SUCCESS) {
            throw new TransportException("usb: libusb does not start: " + LibUsb.errorName(code));
        }
        UsbBus bus = new UsbBus(context);
        Thread.ofPlatform().daemon().name("usb events").start(bus::completeTransfers);
        return bus;
    }

    /// What is plugged in, hubs' own root ports left out.
    List<UsbDevice> devices() throws TransportException {
        List<UsbDevice> found = new ArrayList<>();
        withDevices(device -> describe(device).ifPresent(found::add));
        return found;
    }

    /// Opens a device's debug interface and claims it, taking it from a kernel driver if need be (which gets it
    /// back when the cable closes). Neither resets it nor chooses a configuration: both would end the debug
    /// capability's state.
    ///
    /// @throws TransportException with the reason alone: the caller knows the address
    UsbCable open(UsbDevice wanted, UsbDevice.Interface debug) throws TransportException {
        DeviceHandle handle = new DeviceHandle();
        int[] code = {LibUsb.ERROR_NO_DEVICE};
        withDevices(device -> {
            if (describe(device).filter(wanted::equals).isPresent()) {
                code[0] = LibUsb.open(device, handle);
            }
        });
        if (code[0] != LibUsb.SUCCESS) {
            throw new TransportException(UsbFault.ofCall(code[0], wanted));
        }
        boolean driven = LibUsb.kernelDriverActive(handle, debug.number()) == 1;
        LibUsb.setAutoDetachKernelDriver(handle, true);
        int claimed = LibUsb.claimInterface(handle, debug.number());
        if (claimed != LibUsb.SUCCESS) {
            LibUsb.close(handle);
            throw new TransportException(driven ? boundToDriver(wanted, debug) : UsbFault.ofCall(claimed, wanted));
        }
        if (driven) {
            LOG.info("usb.driver-detached port={} interface={}", wanted.port(), debug.number());
        }
        UsbCable cable = new UsbCable(wanted, debug, handle);
        cables.add(cable);
        return cable;
    }

    /// No further cable will be opened.
    void seal() {
        sealed = true;
    }

    private static String boundToDriver(UsbDevice device, UsbDevice.Interface debug) {
        String name = "%s:1.%d".formatted(device.port(), debug.number());
        return ("a kernel driver has it and does not let go; as root: "
                        + "echo %s > /sys/bus/usb/devices/%s/driver/unbind")
                .formatted(name, name);
    }

    private void completeTransfers() {
        try {
            while (!sealed || !cables.isEmpty()) {
                int code = LibUsb.handleEventsTimeout(context, EVENTS_MICROS);
                if (code != LibUsb.SUCCESS && code != LibUsb.ERROR_INTERRUPTED) {
                    LOG.warn("usb.events code={}", LibUsb.errorName(code));
                    LockSupport.parkNanos(EVENTS_MICROS * 1000);
                }
                cables.removeIf(UsbCable::givenBack);
            }
        } finally {
            LibUsb.exit(context);
        }
    }

    private interface Look {
        void at(Device device);
    }

    private void withDevices(Look look) throws TransportException {
        DeviceList list = new DeviceList();
        int count = LibUsb.getDeviceList(context, list);
        if (count < 0) {
            throw new TransportException("usb: the devices cannot be listed: " + LibUsb.errorName(count));
        }
        try {
            list.forEach(look::at);
        } finally {
            LibUsb.freeDeviceList(list, true);
        }
    }

    private static Optional<UsbDevice> describe(Device device) {
        DeviceDescriptor descriptor = new DeviceDescriptor();
        ByteBuffer ports = ByteBuffer.allocateDirect(DEEPEST_PORT);
        int depth = LibUsb.getPortNumbers(device, ports);
        if (depth <= 0 || LibUsb.getDeviceDescriptor(device, descriptor) != LibUsb.SUCCESS) {
            return Optional.empty();
        }
        int bus = LibUsb.getBusNumber(device);
        String path = IntStream.range(0, depth)
                .mapToObj(i -> String.valueOf(ports.get(i) & 0xff))
                .collect(Collectors.joining("."));
        return Optional.of(new UsbDevice(
                bus + "-" + path,
                String.format(Locale.ROOT, "/dev/bus/usb/%03d/%03d", bus, LibUsb.getDeviceAddress(device)),
                descriptor.idVendor() & 0xffff,
                descriptor.idProduct() & 0xffff,
                interfaces(device)));
    }

    private static List<UsbDevice.Interface> interfaces(Device device) {
        ConfigDescriptor configuration = new ConfigDescriptor();
        if (LibUsb.getActiveConfigDescriptor(device, configuration) != LibUsb.SUCCESS) {
            return List.of();
        }
        try {
            List<UsbDevice.Interface> found = new ArrayList<>();
            for (org.usb4java.Interface each : configuration.iface()) {
                // An interface with alternate settings starts in its first, and the debug device has no other.
                if (each.numAltsetting() > 0) {
                    found.add(describe(each.altsetting()[0]));
                }
            }
            return List.copyOf(found);
        } finally {
            LibUsb.freeConfigDescriptor(configuration);
        }
    }

    private static UsbDevice.Interface describe(InterfaceDescriptor each) {
        int kind = (each.bInterfaceClass() & 0xff) << 16
                | (each.bInterfaceSubClass() & 0xff) << 8
                | each.bInterfaceProtocol() & 0xff;
        return new UsbDevice.Interface(
                each.bInterfaceNumber() & 0xff, kind, bulk(each, LibUsb.ENDPOINT_IN), bulk(each, LibUsb.ENDPOINT_OUT));
    }

    private static Optional<UsbDevice.Bulk> bulk(InterfaceDescriptor of, byte direction) {
        for (EndpointDescriptor endpoint : of.endpoint()) {
            int size = endpoint.wMaxPacketSize() & 0x7ff;
            if ((endpoint.bmAttributes() & LibUsb.TRANSFER_TYPE_MASK) == LibUsb.TRANSFER_TYPE_BULK
                    && (endpoint.bEndpointAddress() & LibUsb.ENDPOINT_DIR_MASK) == direction
                    && size > 0) {
                return Optional.of(new UsbDevice.Bulk(endpoint.bEndpointAddress(), size));
            }
        }
        return Optional.empty();
    }
}
