package io.kdlab.command;

import io.kdlab.inspect.Drivers;
import io.kdlab.inspect.Objects;
import io.kdlab.inspect.Placed;
import io.kdlab.inspect.Processes;
import io.kdlab.inspect.Structures;
import io.kdlab.value.Address;
import java.util.List;

/// `!object !handle !drvobj !devobj !devstack !irp`: what the object and I/O managers keep.
final class ObjectCommands {
    private ObjectCommands() {}

    static List<Command> all() {
        return List.of(
                new KernelCommand(
                        "!object path-or-address",
                        "show an object; of a directory what it holds",
                        "!object \\Driver",
                        (session, by, arguments) -> {
                            Address object = object(by, arguments, "\\");
                            arguments.end();
                            new Objects(by).show(object, session.out()::line);
                        }),
                new KernelCommand(
                        "!handle [handle [flags [process]]]",
                        "show a handle of the current process or another one's, 0 for all",
                        "!handle 0 3 4",
                        ObjectCommands::handle),
                new KernelCommand(
                        "!drvobj name-or-address [flags]",
                        "show a driver; flags: 1 its devices, 2 its routines",
                        "!drvobj \\Driver\\testdrv 2",
                        (session, by, arguments) -> {
                            Drivers drivers = new Drivers(by);
                            Placed driver = drivers.driver(object(by, arguments, "\\Driver\\"));
                            int flags = arguments.isEmpty() ? Drivers.DEVICES : (int) arguments.value();
                            arguments.end();
                            drivers.driver(driver, flags, session.out()::line);
                        }),
                new KernelCommand(
                        "!devobj name-or-address",
                        "show a device",
                        "!devobj \\Device\\Test0",
                        (session, by, arguments) -> {
                            Drivers drivers = new Drivers(by);
                            Placed device = drivers.device(object(by, arguments, "\\Device\\"));
                            arguments.end();
                            drivers.device(device, session.out()::line);
                        }),
                new KernelCommand(
                        "!devstack name-or-address",
                        "show the devices that are attached to each other, the topmost first",
                        "!devstack \\Device\\Test0",
                        (session, by, arguments) -> {
                            Drivers drivers = new Drivers(by);
                            Placed device = drivers.device(object(by, arguments, "\\Device\\"));
                            arguments.end();
                            drivers.stack(device, session.out()::line);
                        }),
                new KernelCommand(
                        "!irp address [1]",
                        "show an I/O request and the drivers it passes",
                        "!irp @rcx",
                        (session, by, arguments) -> {
                            Address at = arguments.address();
                            if (!arguments.isEmpty()) {
                                arguments.value();
                            }
                            arguments.end();
                            new Drivers(by).request(at, session.out()::line);
                        }));
    }

    /// A path, a name in `directory`, or an address.
    private static Address object(Structures by, Arguments arguments, String directory) {
        String rest = arguments.rest().strip();
        if (rest.startsWith("\\")) {
            return new Objects(by).find(arguments.takeWord());
        }
        boolean name = rest.matches("[A-Za-z_]\\w*(\\s.*)?") && !rest.matches("[0-9A-Fa-f]+(\\s.*)?");
        return name && directory.length() > 1
                ? new Objects(by).find(directory + arguments.takeWord())
                : arguments.address();
    }

    private static void handle(CommandSession session, Structures by, Arguments arguments) {
        long handle = arguments.isEmpty() ? 0 : arguments.value();
        if (!arguments.isEmpty()) {
            arguments.value();
        }
        Processes processes = new Processes(session.target(), by);
        Placed process = arguments.isEmpty() ? processes.current() : processes.named(arguments.value());
        arguments.end();
        session.out().line("");
        session.out()
                .line("PROCESS %s    Image: %s"
                        .formatted(process.at().toString().replace("`", ""), processes.image(process)));
        session.out().line("");
        new Objects(by).handles(process, handle, session.out()::line);
    }
}
