package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.target.EngineException;
import io.kdlab.value.Address;
import java.util.List;

/// `rdmsr wrmsr`, `ib iw id`, `ob ow od`, `!pci`: what a processor reaches besides memory.
///
/// Reading a port needs *drive*, too: devices change by being read.
final class HardwareCommands {
    private static final int ADDRESS_PORT = 0xcf8;
    private static final int DATA_PORT = 0xcfc;
    private static final int ENABLE = 0x8000_0000;
    private static final int DEVICES = 32;
    private static final int FUNCTIONS = 8;
    private static final int NOBODY = 0xffff;
    private static final int LARGEST_PORT = 0xffff;
    private static final String NOTE = "; x86 and x64 targets that run";

    private HardwareCommands() {}

    static List<Command> all() {
        return List.of(
                new Act(Role.OBSERVE, "rdmsr number", "read a model specific register" + NOTE, "rdmsr c0000080") {
                    @Override
                    public void run(CommandSession session, Arguments arguments) {
                        int number = (int) arguments.value();
                        arguments.end();
                        session.out()
                                .line("msr[%x] = %s"
                                        .formatted(
                                                number,
                                                new Address(session.target().readMsr(number))));
                    }
                },
                new Act(Role.DRIVE, "wrmsr number value", "write a model specific register" + NOTE, "wrmsr 10 0") {
                    @Override
                    public void run(CommandSession session, Arguments arguments) {
                        int number = (int) arguments.value();
                        long value = arguments.value();
                        arguments.end();
                        session.target().writeMsr(number, value);
                    }
                },
                read("ib", 1, "a byte"),
                read("iw", 2, "16 bits"),
                read("id", 4, "32 bits"),
                write("ob", 1, "a byte"),
                write("ow", 2, "16 bits"),
                write("od", 4, "32 bits"),
                new Act(
                        Role.DRIVE,
                        "!pci [flags [bus [device [function]]]]",
                        "show the devices of a PCI bus, 0 when none is said, by the configuration ports CF8 and CFC;"
                                + " flags 100 shows the first 64 bytes, too",
                        "!pci 0 0") {
                    @Override
                    public void run(CommandSession session, Arguments arguments) {
                        pci(session, arguments);
                    }
                });
    }

    /// One of these commands.
    private abstract static class Act extends Command {
        Act(Role role, String usage, String summary, String example) {
            super(role, usage, summary, example, usage.split(" ", 2)[0]);
        }
    }

    private static int port(Arguments arguments) {
        long port = arguments.value();
        if (port < 0 || port > LARGEST_PORT) {
            throw arguments.refusal("Port " + Long.toHexString(port) + " does not exist: ports are 0 to ffff");
        }
        return (int) port;
    }

    private static Command read(String name, int size, String what) {
        return new Act(Role.DRIVE, name + " port", "read " + what + " from an I/O port" + NOTE, name + " 3f8") {
            @Override
            public void run(CommandSession session, Arguments arguments) {
                int port = port(arguments);
                arguments.end();
                long value = session.target().readPort(port, size);
                String digits = Long.toHexString(value);
                session.out()
                        .line("%08x: %s".formatted(port, "0".repeat(Math.max(0, 2 * size - digits.length())) + digits));
            }
        };
    }

    private static Command write(String name, int size, String what) {
        return new Act(Role.DRIVE, name + " port value", "write " + what + " to an I/O port" + NOTE, name + " 80 12") {
            @Override
            public void run(CommandSession session, Arguments arguments) {
                int port = port(arguments);
                long value = arguments.value();
                arguments.end();
                session.target().writePort(port, size, value);
            }
        };
    }

    private static void pci(CommandSession session, Arguments arguments) {
        int flags = arguments.isEmpty() ? 0 : (int) arguments.value();
        int bus = arguments.isEmpty() ? 0 : (int) arguments.value() & 0xff;
        int device = arguments.isEmpty() ? -1 : (int) arguments.value();
        int function = arguments.isEmpty() ? -1 : (int) arguments.value();
        arguments.end();
        long before = session.target().readPort(ADDRESS_PORT, 4);
        session.out().line("PCI Configuration Space (Bus %02x)".formatted(bus));
        try {
            for (int d = 0; d < DEVICES; d++) {
                for (int f = 0; f < FUNCTIONS; f++) {
                    session.checkCancelled();
                    boolean wanted = (device < 0 || d == device) && (function < 0 || f == function);
                    if (wanted && !show(session, bus, d, f, flags) && f == 0) {
                        break;
                    }
                }
            }
        } finally {
            restore(session, before);
        }
    }

    /// The kernel may have been about to use the port itself.
    private static void restore(CommandSession session, long before) {
        try {
            session.target().writePort(ADDRESS_PORT, 4, before);
        } catch (EngineException gone) {
            session.out().error("port cf8 could not be set back: " + gone.getMessage());
        }
    }

    private static long word(CommandSession session, int bus, int device, int function, int offset) {
        session.target().writePort(ADDRESS_PORT, 4, ENABLE | bus << 16 | device << 11 | function << 8 | offset);
        return session.target().readPort(DATA_PORT, 4);
    }

    private static boolean show(CommandSession session, int bus, int device, int function, int flags) {
        long identity = word(session, bus, device, function, 0);
        if ((identity & NOBODY) == NOBODY) {
            return false;
        }
        long kind = word(session, bus, device, function, 8);
        session.out()
                .line("%02x:%02x.%x %04x:%04x.%02x Class %02x:%02x:%02x"
                        .formatted(
                                bus,
                                device,
                                function,
                                identity & 0xffff,
                                identity >>> 16,
                                kind & 0xff,
                                kind >>> 24,
                                kind >>> 16 & 0xff,
                                kind >>> 8 & 0xff));
        for (int row = 0; (flags & 0x100) != 0 && row < 0x40; row += 16) {
            session.out()
                    .line("      %02x: %08x %08x %08x %08x"
                            .formatted(
                                    row,
                                    word(session, bus, device, function, row),
                                    word(session, bus, device, function, row + 4),
                                    word(session, bus, device, function, row + 8),
                                    word(session, bus, device, function, row + 12)));
        }
        return true;
    }
}
