package io.kdlab.inspect;

import static io.kdlab.inspect.KernelWords.hex;
import static io.kdlab.inspect.KernelWords.plain;

import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Drivers, their devices, and the requests that travel through them: `!drvobj`, `!devobj`, `!devstack`, `!irp`.
public record Drivers(Structures by) {
    /// The device list.
    public static final int DEVICES = 1;
    /// The entry point and the dispatch routines.
    public static final int ROUTINES = 2;

    private static final int DRIVER = 4;
    private static final int DEVICE = 3;
    private static final int REQUEST = 6;
    private static final int MOST_DEVICES = 4096;
    private static final int MOST_LOCATIONS = 127;
    private static final List<String> MAJOR = List.of(
            "CREATE",
            "CREATE_NAMED_PIPE",
            "CLOSE",
            "READ",
            "WRITE",
            "QUERY_INFORMATION",
            "SET_INFORMATION",
            "QUERY_EA",
            "SET_EA",
            "FLUSH_BUFFERS",
            "QUERY_VOLUME_INFORMATION",
            "SET_VOLUME_INFORMATION",
            "DIRECTORY_CONTROL",
            "FILE_SYSTEM_CONTROL",
            "DEVICE_CONTROL",
            "INTERNAL_DEVICE_CONTROL",
            "SHUTDOWN",
            "LOCK_CONTROL",
            "CLEANUP",
            "CREATE_MAILSLOT",
            "QUERY_SECURITY",
            "SET_SECURITY",
            "POWER",
            "SYSTEM_CONTROL",
            "DEVICE_CHANGE",
            "QUERY_QUOTA",
            "SET_QUOTA",
            "PNP");

    private Placed checked(String type, Address at, int number, String what) {
        Placed placed = by.at(type, at);
        if (placed.number("Type") != number) {
            throw new Unsupported(
                    "%s is no %s: its type is %d, not %d".formatted(plain(at), what, placed.number("Type"), number));
        }
        return placed;
    }

    /// The driver object at `at`.
    public Placed driver(Address at) {
        return checked("_DRIVER_OBJECT", at, DRIVER, "driver object");
    }

    /// The device object at `at`.
    public Placed device(Address at) {
        return checked("_DEVICE_OBJECT", at, DEVICE, "device object");
    }

    private String driverName(Address driver) {
        return driver.value() == 0
                ? ""
                : by.at("_DRIVER_OBJECT", driver).field("DriverName").unicode();
    }

    private String symbol(Address at) {
        return by.symbols().nameAt(at).orElse("");
    }

    private static String function(int major) {
        return "IRP_MJ_" + (major < MAJOR.size() ? MAJOR.get(major) : "%02X".formatted(major));
    }

    /// `!drvobj`.
    public void driver(Placed driver, int flags, Consumer<String> out) {
        out.accept("Driver object (%s) is for:".formatted(plain(driver.at())));
        out.accept(" " + driver.field("DriverName").unicode());
        if ((flags & DEVICES) != 0) {
            out.accept("");
            out.accept("Device Object list:");
            List<String> row = devices(driver.pointer("DeviceObject"));
            out.accept(row.isEmpty() ? "(none)" : String.join("  ", row));
        }
        if ((flags & ROUTINES) == 0) {
            return;
        }
        out.accept("");
        routine("DriverEntry", driver.pointer("DriverInit"), out);
        routine("DriverStartIo", driver.pointer("DriverStartIo"), out);
        routine("DriverUnload", driver.pointer("DriverUnload"), out);
        out.accept("");
        out.accept("Dispatch routines:");
        Placed major = driver.field("MajorFunction");
        for (int i = 0; i < major.count(); i++) {
            Address at = major.element(i).pointer();
            out.accept("[%02x] %-34s %s\t%s"
                    .formatted(i, function(i), plain(at), symbol(at))
                    .stripTrailing());
        }
    }

    private void routine(String name, Address at, Consumer<String> out) {
        out.accept("%-15s%s\t%s"
                .formatted(name + ":", plain(at), at.value() == 0 ? "" : symbol(at))
                .stripTrailing());
    }

    private List<String> devices(Address first) {
        List<String> row = new ArrayList<>();
        Set<Address> seen = new HashSet<>();
        for (Address at = first; at.value() != 0 && seen.add(at) && seen.size() < MOST_DEVICES; ) {
            row.add(plain(at));
            at = by.at("_DEVICE_OBJECT", at).pointer("NextDevice");
        }
        return row;
    }

    /// `!devobj`.
    public void device(Placed device, Consumer<String> out) {
        Address driver = device.pointer("DriverObject");
        out.accept("Device object (%s) is for:".formatted(plain(device.at())));
        out.accept(" %s %s DriverObject %s"
                .formatted(new Objects(by).name(device.at()), driverName(driver), plain(driver)));
        out.accept("Current Irp %s RefCount %d Type %s Flags %s"
                .formatted(
                        plain(device.pointer("CurrentIrp")),
                        device.number("ReferenceCount"),
                        hex(device.number("DeviceType"), 8),
                        hex(device.number("Flags"), 8)));
        out.accept("DevExt %s DevObjExt %s"
                .formatted(plain(device.pointer("DeviceExtension")), plain(device.pointer("DeviceObjectExtension"))));
        out.accept("Characteristics (%s)".formatted(hex(device.number("Characteristics"), 8)));
        attached("AttachedDevice (Upper)", device.pointer("AttachedDevice"), out);
        attached("AttachedTo (Lower)", lower(device), out);
        Address irp = device.pointer("CurrentIrp");
        out.accept(
                irp.value() == 0 ? "Device queue is not busy." : "Device queue is busy -- Current Irp " + plain(irp));
    }

    private void attached(String what, Address other, Consumer<String> out) {
        if (other.value() != 0) {
            out.accept("%s %s %s"
                    .formatted(
                            what,
                            plain(other),
                            driverName(by.at("_DEVICE_OBJECT", other).pointer("DriverObject"))));
        }
    }

    /// What `device` is attached to, which only its extension tells.
    private static Address lower(Placed device) {
        Address extension = device.pointer("DeviceObjectExtension");
        return extension.value() == 0
                ? Address.ZERO
                : device.by().at("_DEVOBJ_EXTENSION", extension).pointer("AttachedTo");
    }

    /// `!devstack`: all that are attached to each other, the topmost first.
    public void stack(Placed device, Consumer<String> out) {
        List<Placed> stack = new ArrayList<>();
        Set<Address> seen = new HashSet<>();
        Address top = device.at();
        for (Address at = device.at(); at.value() != 0 && seen.add(at) && seen.size() < MOST_DEVICES; ) {
            top = at;
            at = by.at("_DEVICE_OBJECT", at).pointer("AttachedDevice");
        }
        seen.clear();
        for (Address at = top; at.value() != 0 && seen.add(at) && seen.size() < MOST_DEVICES; ) {
            Placed each = by.at("_DEVICE_OBJECT", at);
            stack.add(each);
            at = lower(each);
        }
        out.accept("  !DevObj           !DrvObj            !DevExt           ObjectName");
        for (Placed each : stack) {
            out.accept("%s %s  %-18s %s  %s"
                    .formatted(
                            each.at().equals(device.at()) ? ">" : " ",
                            plain(each.at()),
                            driverName(each.pointer("DriverObject")),
                            plain(each.pointer("DeviceExtension")),
                            new Objects(by).name(each.at()))
                    .stripTrailing());
        }
    }

    /// `!irp`.
    public void request(Address at, Consumer<String> out) {
        Placed irp = checked("_IRP", at, REQUEST, "request packet");
        int count = (int) irp.number("StackCount");
        int current = (int) irp.number("CurrentLocation");
        Placed now = irp.field("Tail.Overlay.CurrentStackLocation");
        if (current > count) {
            out.accept("Irp is active with %d stacks %d is current (no current location: it is completed)"
                    .formatted(count, current));
        } else {
            out.accept("Irp is active with %d stacks %d is current (= 0x%s)"
                    .formatted(count, current, plain(now.pointer())));
        }
        out.accept(" %s: System buffer=%s: Thread %s:  %s"
                .formatted(
                        irp.pointer("MdlAddress").value() == 0 ? "No Mdl" : "Mdl=" + plain(irp.pointer("MdlAddress")),
                        irp.optional("AssociatedIrp.SystemBuffer")
                                .map(Placed::pointer)
                                .map(KernelWords::plain)
                                .orElse("(none)"),
                        plain(irp.pointer("Tail.Overlay.Thread")),
                        irp.number("PendingReturned") == 0 ? "Irp is not pending." : "Pending has been returned"));
        out.accept("     cmd  flg cl Device   File     Completion-Context");
        long size = by.type("_IO_STACK_LOCATION").size();
        Address first = now.pointer().plus(-(current - 1L) * size);
        for (int i = 0; i < Math.min(count, MOST_LOCATIONS); i++) {
            location(by.at("_IO_STACK_LOCATION", first.plus(i * size)), i + 1 == current, out);
        }
    }

    private void location(Placed stack, boolean current, Consumer<String> out) {
        int major = (int) stack.number("MajorFunction");
        Address device = stack.pointer("DeviceObject");
        Address routine = stack.pointer("CompletionRoutine");
        long control = stack.number("Control");
        out.accept("%s[%s(%x), %s(%x)]"
                .formatted(current ? ">" : " ", function(major), major, "N/A", stack.number("MinorFunction")));
        out.accept("            %2x %2x %s %s %s-%s    %s"
                .formatted(
                        stack.number("Flags"),
                        control,
                        plain(device),
                        plain(stack.pointer("FileObject")),
                        plain(routine),
                        plain(stack.pointer("Context")),
                        control(control))
                .stripTrailing());
        if (device.value() != 0) {
            String name = driverName(by.at("_DEVICE_OBJECT", device).pointer("DriverObject"));
            out.accept("\t       %s\t%s"
                    .formatted(name, routine.value() == 0 ? "" : symbol(routine))
                    .stripTrailing());
        }
        Placed parameters = stack.field("Parameters");
        int width = by.memory().pointerSize();
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            words.append(' ')
                    .append(hex(
                            by.memory()
                                    .pointer(parameters.at().plus((long) i * width))
                                    .value(),
                            8));
        }
        out.accept("\t\t\tArgs:" + words);
    }

    private static String control(long control) {
        StringBuilder words = new StringBuilder();
        append(words, control, 0x40, "Success");
        append(words, control, 0x80, "Error");
        append(words, control, 0x20, "Cancel");
        append(words, control, 0x01, "pending");
        return words.toString();
    }

    private static void append(StringBuilder words, long control, int bit, String word) {
        if ((control & bit) != 0) {
            words.append(words.isEmpty() ? "" : " ").append(word);
        }
    }
}
