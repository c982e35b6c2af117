package io.kdlab.connection;

import io.kdlab.link.LinkDialect;
import io.kdlab.link.LinkMachine;
import io.kdlab.link.LinkPace;
import io.kdlab.link.MachineRule;
import io.kdlab.link.TargetHabits;

/// What a model is run on: a kind of wire, how bad it is, and what is known of the target.
///
/// @param target how the target's link differs from [LinkMachine#target]
/// @param host the same for the host: nothing but for mutants
/// @param troubled whether, besides the wire's faults, the target reboots, sessions begin anew, cables are pulled and
///     the driver asks for RESETs; otherwise each request that has a reply must succeed
record ModelScene(
        String name, LinkDialect dialect, ModelFaults faults, MachineRule target, MachineRule host, boolean troubled) {
    private static final int MODERATE = 20;
    private static final int MILLIS = 30;

    static final ModelScene CLEAN =
            of("clean", LinkDialect.SERIAL, ModelFaults.NONE).untroubled();
    static final ModelScene SERIAL = of("serial", LinkDialect.SERIAL, ModelFaults.of(MODERATE, MILLIS));
    static final ModelScene AWFUL = of("awful", LinkDialect.SERIAL, ModelFaults.of(80, MILLIS));
    /// Acks come later than a target waits for them, so everything is repeated all the time.
    static final ModelScene SLOW = of("slow", LinkDialect.SERIAL, ModelFaults.of(5, 600));
    static final ModelScene LOSSY = of("lossy", LinkDialect.SERIAL, new ModelFaults(10, 0, 0, 0, 0, MILLIS, false))
            .untroubled();
    static final ModelScene VIRTUAL_KD = of("virtualkd", LinkDialect.SERIAL, ModelFaults.of(MODERATE, MILLIS))
            .withTarget(TargetHabits.VIRTUAL_KD);
    static final ModelScene KDD = of("kdd", LinkDialect.SERIAL, new ModelFaults(0, 0, 0, 0, 0, MILLIS, false))
            .untroubled()
            .withTarget(TargetHabits.KDD);
    static final ModelScene PATIENT = of(
                    "patient", LinkDialect.SERIAL, new ModelFaults(0, 0, 0, MODERATE, 0, MILLIS, false))
            .untroubled()
            .withTarget(TargetHabits.PATIENT);
    static final ModelScene RESETTING = of("resetting", LinkDialect.SERIAL, ModelFaults.of(MODERATE, MILLIS))
            .withTarget(TargetHabits.RESETTING);
    static final ModelScene KDUSB = of("kdusb", LinkDialect.KDUSB, ModelFaults.of(MODERATE, MILLIS));
    static final ModelScene KDNET = of("kdnet", LinkDialect.KDNET, ModelFaults.of(MODERATE, MILLIS));
    /// As if the transport let late datagrams through. Few RESETs here: one that is overtaken takes ids back.
    static final ModelScene KDNET_OVERTAKING = of(
                    "kdnet, overtaking", LinkDialect.KDNET, new ModelFaults(0, 100, 0, 0, 0, 300, true))
            .untroubled();
    static final ModelScene IEEE1394 =
            of("ieee1394", LinkDialect.IEEE1394, new ModelFaults(0, 0, 0, 0, 0, MILLIS, false));

    @Override
    public String toString() {
        return name;
    }

    private static ModelScene of(String name, LinkDialect dialect, ModelFaults faults) {
        return new ModelScene(name, dialect, faults, MachineRule.NONE, MachineRule.NONE, true);
    }

    ModelScene withTarget(MachineRule rule) {
        return new ModelScene(name, dialect, faults, rule, host, troubled);
    }

    ModelScene withHost(MachineRule rule) {
        return new ModelScene(name, dialect, faults, target, rule, troubled);
    }

    /// The same, and the wire changes what the protocol cannot see.
    ModelScene withUnseen(int share) {
        return new ModelScene(name + ", unseen", dialect, faults.withUnseen(share), target, host, troubled);
    }

    private ModelScene untroubled() {
        return new ModelScene(name, dialect, faults, target, host, false);
    }

    LinkMachine hostMachine() {
        return host.on(LinkMachine.host(dialect, LinkPace.HOST));
    }

    LinkMachine targetMachine() {
        return target.on(LinkMachine.target(dialect, LinkPace.TARGET));
    }
}
