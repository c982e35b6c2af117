package io.kdlab.appliance.command;

import io.kdlab.address.LinkAddress;
import io.kdlab.transport.LineState;
import io.kdlab.transport.WireHolder;
import io.kdlab.transport.WireLock;
import io.kdlab.transport.serial.SerialPorts;
import io.kdlab.transport.serial.SerialPorts.Port;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `kdlab ports`: the serial ports of this machine, their lasting names, who has them and how their lines are.
@Command(
        name = "ports",
        mixinStandardHelpOptions = true,
        description = {
            "Lists this machine's serial ports: names that last, who has them, modem lines, errors.",
            "Opens none of them, since that would move DTR and RTS. The line of a port is told by the kdlab that has it "
                    + "open; of PC UARTs the kernel tells it to root."
        })
public final class PortsVerb implements Callable<Integer> {
    /// The rate is no part of a port.
    private static final int ANY_RATE = 9600;

    @Override
    public Integer call() throws IOException {
        List<Port> ports = SerialPorts.all();
        if (ports.isEmpty()) {
            System.out.println("This machine has no serial ports.");
            return 0;
        }
        Table table = new Table("PORT", "DRIVER", "ADAPTER", "HELD BY", "LINE", "BY-ID", "BY-PATH");
        for (Port port : ports) {
            Optional<WireHolder> holder = holder(port);
            table.row(
                    port.device().toString(),
                    port.driver(),
                    port.product().orElse("-"),
                    holder.map(WireHolder::text).or(port::users).orElse("-"),
                    holder.flatMap(WireHolder::line)
                            .or(() -> port.line().map(LineState::text))
                            .orElse("not known"),
                    port.byId().map(Path::toString).orElse("-"),
                    port.byPath().map(Path::toString).orElse("-"));
        }
        System.out.print(table);
        return 0;
    }

    private static Optional<WireHolder> holder(Port port) throws IOException {
        return WireLock.holder(new LinkAddress.Serial(port.device().toString(), ANY_RATE));
    }
}
