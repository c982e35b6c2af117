package io.kdlab.connection;

import io.kdlab.link.LinkCounters;
import io.kdlab.link.LinkDialect;
import io.kdlab.link.LinkEvent;
import io.kdlab.link.LinkHandler;
import io.kdlab.packet.Role;
import java.util.Random;

/// One seeded schedule of a model: faults for a while, then a clean wire on which both sides must agree again.
final class ModelRun implements AutoCloseable {
    /// How many events a clean wire may take until a request succeeds. A break-in that nobody hears and a RESET that
    /// nobody answers take seconds each, so most of these are idle timers.
    private static final int SETTLING = 4000;
    /// Which part of the steps is run on the clean wire once more.
    private static final int CALM = 4;

    private final ModelScene scene;
    private final long seed;
    private final Random random;
    private final ModelClock clock = new ModelClock();
    private final ModelLedger ledger = new ModelLedger(clock);
    private final ModelWire toTarget;
    private final ModelWire toHost;
    private final ModelKernel kernel;
    private final ModelEnd target;
    private final ModelHost host;
    private int steps;
    private int outage;
    private boolean troubled;

    ModelRun(ModelScene scene, long seed) {
        this.scene = scene;
        this.seed = seed;
        random = new Random(seed);
        kernel = new ModelKernel(clock, ledger, scene);
        LinkDialect dialect = scene.dialect();
        boolean delimited = dialect.framing().delimited();
        boolean acknowledges = dialect.acks() == LinkDialect.Acks.WIRE;
        toTarget = new ModelWire(clock, random, scene.faults(), delimited, acknowledges);
        toHost = new ModelWire(clock, random, scene.faults(), delimited, acknowledges);
        target = new ModelEnd(
                clock,
                toHost,
                new PacketStage(dialect.framing(), Role.TARGET, new ModelTargetTap(scene, ledger, kernel), clock),
                new LinkHandler(scene.targetMachine(), new LinkCounters()),
                kernel);
        host = new ModelHost(clock, ledger, scene.hostMachine(), toTarget);
        if (scene.faults().overtaking()) {
            ledger.overtaking();
        }
        if (scene.faults().unseen() > 0) {
            ledger.lenient();
        }
    }

    int steps() {
        return steps;
    }

    /// So many steps as the scene has it, then the clean wire.
    void run(int count) {
        troubled = scene.troubled();
        ledger.mustSucceed(!troubled);
        for (int i = 0; i < count; i++) {
            step();
        }
        troubled = false;
        toTarget.faults(ModelFaults.NONE);
        toHost.faults(ModelFaults.NONE);
        plug(0);
        settle();
        ledger.mustSucceed(true);
        for (int i = 0; i < count / CALM; i++) {
            step();
        }
        host.checkEnded();
        ledger.check();
    }

    /// The wire is good: requests must come to succeed.
    private void settle() {
        int before = host.succeeded();
        for (int i = 0; host.succeeded() == before || !host.isIdle(); i++) {
            if (i > SETTLING) {
                throw new AssertionError(
                        "the wire is good again and no request succeeds within %d events".formatted(SETTLING));
            }
            if (host.isIdle() && random.nextInt(4) == 0) {
                host.proceed();
            }
            event();
            check();
        }
    }

    /// The same; what fails names scene and seed, and what happened last.
    void runOrTell(int count) {
        try {
            run(count);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "scene %s, seed %d, after %d steps: %s%n%s".formatted(scene, seed, steps, e, ledger.lastEvents()),
                    e);
        }
    }

    private void step() {
        int choice = random.nextInt(1000);
        if (outage > 0 && --outage == 0) {
            plug(0);
        }
        if (choice < 120) {
            host.act(random, troubled);
            host.end().run();
        } else if (choice < 220) {
            kernel.act(random);
            target.run();
        } else if (choice < 224 && troubled) {
            session();
        } else if (choice < 226 && troubled) {
            plug(random.nextInt(500));
        } else {
            event();
        }
        check();
        steps++;
    }

    private void check() {
        host.check();
        kernel.check();
        target.check();
        ledger.check();
    }

    private void plug(int stepsWithout) {
        outage = stepsWithout;
        toTarget.unplugged(stepsWithout > 0);
        toHost.unplugged(stepsWithout > 0);
    }

    /// The next thing that is due happens, and time moves to it.
    private void event() {
        long next = Math.min(
                Math.min(toTarget.due(), toHost.due()),
                Math.min(target.due(), host.end().due()));
        if (next == Long.MAX_VALUE) {
            return;
        }
        clock.advance(Math.max(0, next - clock.now()));
        if (next == toTarget.due()) {
            toTarget.deliver(target.channel());
        } else if (next == toHost.due()) {
            toHost.deliver(host.end().channel());
        }
        target.run();
        kernel.quiet();
        host.end().run();
    }

    /// The target reboots, or, where the wire tells of sessions, only the session begins anew.
    private void session() {
        boolean told = scene.dialect().framing().delimited();
        boolean reboot = !told || random.nextBoolean();
        ledger.trace(reboot ? "the target reboots" : "a new session");
        if (told) {
            toTarget.clear();
            if (reboot || scene.dialect().acks() == LinkDialect.Acks.PACKETS) {
                toHost.clear();
            }
            ledger.hostForgets();
            host.end().tell(new LinkEvent.NewSession());
        }
        if (reboot) {
            kernel.reboot();
        } else {
            ledger.resynchronisedDuring(kernel.inFlight());
            if (scene.dialect().equals(LinkDialect.KDNET)) {
                target.tell(new LinkEvent.NewSession());
                kernel.begins(kernel.inFlight() < 0);
            }
        }
        target.run();
        host.end().run();
    }

    @Override
    public void close() {
        host.close();
        target.close();
    }
}
