package io.kdlab.sim;

import io.kdlab.value.Bytes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A simulated machine that runs, with one socket for a debug cable. Whether a cable is in it or not, it goes on;
/// what it sends without one is lost, as on a serial line.
///
/// The machine lives on one virtual thread; every method here may be called from any.
public final class SimTarget implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SimTarget.class);
    private static final long REBOOT_NANOS = Duration.ofMillis(200).toNanos();
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    /// One end of a cable: takes what the machine sends.
    private record Cable(Consumer<Bytes> sink) {}

    private final SimOptions options;
    private final ReceiveFifo input;
    private final AtomicReference<Optional<Cable>> cable = new AtomicReference<>(Optional.empty());
    private final Thread thread;
    private volatile Runnable rebooted = () -> {};

    private SimTarget(SimOptions options) {
        this.options = options;
        input = new ReceiveFifo(options.dialect().framing().delimited());
        thread = Thread.ofVirtual().name("sim " + options.seed()).unstarted(this::live);
    }

    /// Switches a machine on, no cable in it.
    public static SimTarget start(SimOptions options) {
        SimTarget target = new SimTarget(options);
        target.thread.start();
        return target;
    }

    /// Switches a machine on with the cable already in, so that its first word is heard.
    public static SimTarget start(SimOptions options, Consumer<Bytes> sink) {
        SimTarget target = new SimTarget(options);
        target.plug(sink);
        target.thread.start();
        return target;
    }

    /// Plugs a cable in, in the place of any other. What the other had sent and the machine had not read is gone.
    /// `sink` is called on the machine's thread and must not wait.
    public void plug(Consumer<Bytes> sink) {
        input.clear();
        cable.set(Optional.of(new Cable(sink)));
    }

    /// Pulls the cable if it is this one.
    public void unplug(Consumer<Bytes> sink) {
        Optional<Cable> now = cable.get();
        if (now.isPresent() && now.get().sink() == sink) {
            cable.compareAndSet(now, Optional.empty());
        }
    }

    /// Bytes for the machine; one whole packet where the wire delimits packets.
    public void receive(byte[] bytes) {
        input.offer(bytes);
    }

    /// The wire says that the debugger at its other end began a new session.
    public void newSession() {
        input.begin();
    }

    /// Calls `then` whenever the machine has started anew, on the machine's thread, before its first word.
    public void onReboot(Runnable then) {
        rebooted = then;
    }

    /// Switches the machine off and waits until it is.
    @Override
    public void close() {
        input.close();
        try {
            if (!thread.join(CLOSE_LIMIT)) {
                LOG.warn("sim.stuck seed={}", options.seed());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Switches the machine off without waiting.
    void switchOff() {
        input.close();
    }

    private void live() {
        TargetWire wire = new TargetWire(input, this::send, options.dialect(), options.pace());
        try {
            while (true) {
                SimClock clock = new SimClock(input, options.tick());
                new SimKernel(SimBoot.of(CpuMode.of(options.machine()), options.seed(), options.cpus()), wire, clock)
                        .run();
                input.pause(REBOOT_NANOS);
                wire.restart();
                rebooted.run();
            }
        } catch (SimStopped _) {
            LOG.debug("sim.off seed={}", options.seed());
        } catch (RuntimeException e) {
            LOG.error("sim.failed seed={}", options.seed(), e);
            throw e;
        }
    }

    private void send(Bytes bytes) {
        cable.get().ifPresent(plugged -> plugged.sink().accept(bytes));
    }
}
