package io.kdlab.connection;

import io.kdlab.link.LinkDialect;
import io.kdlab.link.LinkMachine;
import io.kdlab.link.LinkPace;
import io.kdlab.link.MachineRule;
import io.kdlab.link.Mutation;
import io.kdlab.link.TargetHabits;
import java.util.Optional;

/// What a model is run on: a kind of wire, how bad it is, and what is known of the target.
///
/// @param habit how the target's link differs from [LinkMachine#target]
/// @param mutant what is broken at the host or the target, on purpose
/// @param troubled whether, besides the wire's faults, the target reboots, sessions begin anew, cables are pulled and
///     the driver asks for RESETs; otherwise each request that has a reply must succeed
record ModelScene(
        String name,
        LinkDialect dialect,
        ModelFaults faults,
        MachineRule habit,
        Optional<Mutation> mutant,
        boolean troubled) {
    private static final int MODERATE = 20;
    private static final int MILLIS = 30;

    static final ModelScene CLEAN =
            of("clean", LinkDialect.SERIAL, ModelFaults.NONE).untroubled();
    static final ModelScene SERIAL = of("serial", LinkDialect.SERIAL, ModelFaults.of(MODERATE, MILLIS));
    static final ModelScene AWFUL = of("awful", LinkDialect.SERIAL, ModelFaults.of(80, MILLIS));
    static final ModelScene LEAKY = of("leaky", LinkDialect.SERIAL, new ModelFaults(250, 0, 0, 0, 0, MILLIS, false));
    /// Acks come later than a target waits for them, so everything is repeated all the time.
    static final ModelScene SLOW = of("slow", LinkDialect.SERIAL, ModelFaults.of(5, 400));
    static final ModelScene LOSSY = of("lossy", LinkDialect.SERIAL, new ModelFaults(10, 0, 0, 0, 0, MILLIS, false))
            .untroubled();
    static final ModelScene VIRTUAL_KD = of("virtualkd", LinkDialect.SERIAL, ModelFaults.of(MODERATE, MILLIS))
            .withHabit(TargetHabits.VIRTUAL_KD);
    static final ModelScene KDD = of("kdd", LinkDialect.SERIAL, new ModelFaults(0, 0, 0, 0, 0, MILLIS, false))
            .untroubled()
            .withHabit(TargetHabits.KDD);
    static final ModelScene PATIENT = of(
                    "patient", LinkDialect.SERIAL, new ModelFaults(0, 0, 0, MODERATE, 0, MILLIS, false))
            .untroubled()
            .withHabit(TargetHabits.PATIENT);
    static final ModelScene RESETTING = of("resetting", LinkDialect.SERIAL, ModelFaults.of(MODERATE, MILLIS))
            .withHabit(TargetHabits.RESETTING);
    static final ModelScene KDUSB = of("kdusb", LinkDialect.KDUSB, ModelFaults.of(MODERATE, MILLIS));
    /// No copies: the transport drops datagrams whose number it has had.
    static final ModelScene KDNET =
            of("kdnet", LinkDialect.KDNET, new ModelFaults(MODERATE, 0, MODERATE, MODERATE, 0, MILLIS, false));
    /// As if the transport let late datagrams through. Few RESETs here: one that is overtaken takes ids back.
    static final ModelScene KDNET_OVERTAKING = of(
                    "kdnet, overtaking", LinkDialect.KDNET, new ModelFaults(0, 0, 0, 0, 0, 300, true))
            .untroubled();
    static final ModelScene IEEE1394 =
            of("ieee1394", LinkDialect.IEEE1394, new ModelFaults(0, 0, 0, 0, 0, MILLIS, false));

    @Override
    public String toString() {
        return mutant.map(broken -> name + ", and the " + broken).orElse(name);
    }

    private static ModelScene of(String name, LinkDialect dialect, ModelFaults faults) {
        return new ModelScene(name, dialect, faults, MachineRule.NONE, Optional.empty(), true);
    }

    private ModelScene withHabit(MachineRule rule) {
        return new ModelScene(name, dialect, faults, rule, mutant, troubled);
    }

    ModelScene with(Mutation broken) {
        return new ModelScene(name, dialect, faults, habit, Optional.of(broken), troubled);
    }

    /// The same, and the wire changes what the protocol cannot see.
    ModelScene withUnseen(int share) {
        return new ModelScene(name + ", unseen", dialect, faults.withUnseen(share), habit, mutant, troubled);
    }

    private ModelScene untroubled() {
        return new ModelScene(name, dialect, faults, habit, mutant, false);
    }

    /// How long a target tries, in nanoseconds, with a wide margin: twenty times 200 ms. One that sends RESET waits for
    /// its answer, and the host owes it only after it has had all the answers that it thinks are owed to it.
    long patience() {
        return habit == TargetHabits.RESETTING ? 400_000_000_000L : 25_000_000_000L;
    }

    LinkMachine hostMachine() {
        return broken(LinkMachine.host(dialect, LinkPace.HOST));
    }

    LinkMachine targetMachine() {
        return broken(habit.on(LinkMachine.target(dialect, LinkPace.TARGET)));
    }

    private LinkMachine broken(LinkMachine machine) {
        return mutant.filter(mutation -> mutation.role() == machine.role())
                .map(mutation -> mutation.rule().on(machine))
                .orElse(machine);
    }
}
