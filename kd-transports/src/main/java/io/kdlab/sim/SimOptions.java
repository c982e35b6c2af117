package io.kdlab.sim;

import io.kdlab.address.LinkAddress;
import io.kdlab.fault.FaultPlan;
import io.kdlab.link.LinkDialect;
import io.kdlab.link.LinkPace;
import io.kdlab.message.Machine;
import java.time.Duration;

/// What a simulated target is.
///
/// @param machine X64 or X86
/// @param seed decides where its images lie and what date it is; nothing else differs between machines
/// @param cpus how many processors it has
/// @param tick how long a tick of its clock takes; the hot function is called once in each
/// @param pace how patient its debug port is
/// @param dialect what its debug port speaks
/// @param faults what its cable does to what passes, in both directions
public record SimOptions(
        Machine machine, long seed, int cpus, Duration tick, LinkPace pace, LinkDialect dialect, FaultPlan faults) {
    private static final Duration TICK = Duration.ofMillis(10);
    private static final Duration ACK = Duration.ofMillis(100);

    /// An x64 machine with one processor and 100 ticks a second, on a clean serial line; an ack may take a tenth of a
    /// second.
    public static SimOptions of(long seed) {
        return new SimOptions(
                Machine.X64, seed, 1, TICK, LinkPace.TARGET.withAck(ACK), LinkDialect.SERIAL, FaultPlan.NONE);
    }

    /// What an address says.
    public static SimOptions of(LinkAddress.Sim address) {
        SimOptions plain = of(address.seed());
        return new SimOptions(
                address.machine().equals("x86") ? Machine.X86 : Machine.X64,
                address.seed(),
                address.cpus(),
                plain.tick,
                plain.pace,
                plain.dialect,
                FaultPlan.of(address.faults(), address.seed()));
    }

    /// With another clock.
    public SimOptions withTick(Duration other) {
        return new SimOptions(machine, seed, cpus, other, pace, dialect, faults);
    }

    /// With another patience.
    public SimOptions withPace(LinkPace other) {
        return new SimOptions(machine, seed, cpus, tick, other, dialect, faults);
    }

    /// With a debug port of another kind.
    public SimOptions withDialect(LinkDialect other) {
        return new SimOptions(machine, seed, cpus, tick, pace, other, faults);
    }
}
