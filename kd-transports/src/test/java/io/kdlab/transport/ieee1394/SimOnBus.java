package io.kdlab.transport.ieee1394;

import io.kdlab.link.LinkDialect;
import io.kdlab.sim.SimOptions;
import io.kdlab.sim.SimTarget;
import io.kdlab.value.Bytes;
import org.jspecify.annotations.Nullable;

/// A simulated machine on a fake bus, which is this machine's bus as long as it is open.
public final class SimOnBus implements AutoCloseable {
    /// Where the machine is plugged in.
    public static final String NODE = "/dev/fw1";

    private final FakeFirewire bus = new FakeFirewire();
    private final FirewireBus before = Ieee1394Transport.BUS.get();
    private final FakeTarget target;
    private volatile @Nullable SimTarget machine;
    private final int channel;

    /// Switches a machine on that is set up for this channel.
    public SimOnBus(int channel) {
        this.channel = channel;
        target = new FakeTarget(bus, 2, channel, this::receive);
        switchOn();
        bus.add(NODE, target.node);
        Ieee1394Transport.BUS.set(bus);
    }

    private void switchOn() {
        machine = SimTarget.start(SimOptions.of(3).withDialect(LinkDialect.IEEE1394), target::send);
    }

    private void switchOff() {
        SimTarget running = machine;
        machine = null;
        if (running != null) {
            running.close();
        }
    }

    private void receive(Bytes packet) {
        SimTarget running = machine;
        if (running != null) {
            running.receive(packet.toByteArray());
        }
    }

    /// The bus.
    public FakeFirewire bus() {
        return bus;
    }

    /// Starts the machine anew, its buffers being elsewhere then; that resets the bus.
    public void reboot() {
        switchOff();
        target.publish(channel, 0x30_0000, 0x30_8000);
        switchOn();
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
        switchOff();
    }
}
