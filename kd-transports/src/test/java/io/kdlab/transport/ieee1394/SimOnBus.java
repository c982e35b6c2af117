package io.kdlab.transport.ieee1394;

import io.kdlab.link.LinkDialect;
import io.kdlab.sim.SimOptions;
import io.kdlab.sim.SimTarget;

/// A simulated machine on a fake bus, which is this machine's bus as long as it is open.
public final class SimOnBus implements AutoCloseable {
    /// Where the machine is plugged in.
    public static final String NODE = "/dev/fw1";

    private final FakeFirewire bus = new FakeFirewire();
    private final FirewireBus before = Ieee1394Transport.BUS.get();
    private final FakeTarget target;
    private final SimTarget machine;
    private final int channel;

    /// Switches a machine on that is set up for this channel.
    public SimOnBus(int channel) {
        this.channel = channel;
        target = new FakeTarget(bus, 2, channel, packet -> machine().receive(packet.toByteArray()));
        machine = SimTarget.start(SimOptions.of(3).withDialect(LinkDialect.IEEE1394), target::send);
        bus.add(NODE, target.node);
        Ieee1394Transport.BUS.set(bus);
    }

    private SimTarget machine() {
        return machine;
    }

    /// The bus.
    public FakeFirewire bus() {
        return bus;
    }

    /// Moves the buffers, as a start of the machine's debugger does, and resets the bus.
    public void publishElsewhere() {
        target.publish(channel, 0x30_0000, 0x30_8000);
        bus.reset();
    }

    /// Pulls the cable.
    public void unplug() {
        bus.remove(NODE);
    }

    /// Plugs it in again.
    public void plug() {
        target.node.gone = false;
        bus.add(NODE, target.node);
    }

    @Override
    public void close() {
        Ieee1394Transport.BUS.set(before);
        machine.close();
    }
}
