package io.kdlab.appliance;

import io.kdlab.address.LinkAddress;
import io.kdlab.capture.CaptureFile;
import io.kdlab.capture.Journal;
import io.kdlab.capture.JournalFile;
import io.kdlab.connection.ConnectionOptions;
import io.kdlab.connection.KdConnection;
import io.kdlab.engine.EngineOptions;
import io.kdlab.engine.EngineStatus;
import io.kdlab.engine.HostEngine;
import io.kdlab.lab.EndedLease;
import io.kdlab.lab.Lease;
import io.kdlab.lab.TargetStatus;
import io.kdlab.session.EndPolicy;
import io.kdlab.stub.LocalStub;
import io.kdlab.transport.LinkTap;
import io.kdlab.transport.WireHeldException;
import io.kdlab.transport.WireHolder;
import io.kdlab.transport.WireLock;
import io.kdlab.value.Epoch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One target of the box: its wire while the box has it, and the engine on it.
///
/// A thread of its own takes the wire when it is free, opens link and engine, and gives everything back when the
/// bench asks; then it
/// waits until the bench is done and takes the wire again. Journal and gate position outlive all that.
final class ServedTarget implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServedTarget.class);
    private static final Duration CLEAN_UP = Duration.ofSeconds(9);
    private static final Duration LOOK = Duration.ofMillis(500);
    /// A bench session of a script is over within half a second; it must be seen all the same.
    private static final Duration GLANCE = Duration.ofMillis(50);
    /// How long a released wire is kept free for a bench session to begin.
    private static final Duration BENCH_MAY_COME = Duration.ofMinutes(5);

    private final String name;
    private final LinkAddress address;
    private final String symbols;
    private final Clock clock;
    private final Journal journal;
    private final @Nullable CaptureFile capture;
    private final String control;
    private final Supplier<Optional<Lease>> lease;
    private final Thread keeper;

    /// As of the last change: a status is told more often than a store should be asked.
    private volatile Optional<Instant> leaseEnds = Optional.empty();

    private Epoch epoch = Epoch.NONE;
    private @Nullable Opened opened;
    private TargetStatus away;
    private boolean releasing;
    private @Nullable CompletionStage<Void> cleaning;
    private boolean closed;

    /// Everything that exists only while the box has the wire.
    private record Opened(WireLock lock, KdConnection connection, HostEngine engine) {
        void close() {
            engine.close();
            connection.close();
            lock.close();
        }
    }

    ServedTarget(
            String name,
            ApplianceConfiguration.TargetEntry entry,
            Path journals,
            String control,
            Clock clock,
            Supplier<Optional<Lease>> lease)
            throws IOException {
        this.name = name;
        this.address = LinkAddress.parse(entry.wire());
        this.symbols = SymbolFolders.orOwn(address, entry.symbols());
        this.clock = clock;
        this.control = control;
        this.lease = lease;
        this.journal = Journal.over(JournalFile.open(journals.resolve(name + ".jsonl")), clock);
        this.capture =
                entry.capture().isEmpty() ? null : capture(name, entry.capture().get(), clock);
        if (capture != null) {
            journal.followedBy(capture.link(name, address.text()));
        }
        this.away = new TargetStatus("connecting", clock.instant(), "the box starts");
        this.keeper = Thread.ofVirtual().name("wire of " + name).unstarted(this::keep);
    }

    private static CaptureFile capture(String name, ApplianceConfiguration.CaptureEntry entry, Clock clock)
            throws IOException {
        return CaptureFile.open(entry.folder().resolve(name + ".pcapng"), entry.limits(), clock);
    }

    /// Begins to serve the wire. The gate has been restored by then.
    void start() {
        keeper.start();
    }

    private void keep() {
        try {
            while (!isClosed()) {
                try {
                    open();
                    awaitRelease();
                } catch (WireHeldException e) {
                    // A simulated wire cannot get here; everything else says who has it and goes on looking.
                    step(new TargetStatus(
                            "bench", clock.instant(), "in use by " + e.holder().text()));
                    LOG.info(
                            "a wire is in use; it is taken when it is free target={} holder={}",
                            name,
                            e.holder().text());
                    awaitFree();
                } catch (IOException e) {
                    step(new TargetStatus("lost", clock.instant(), "the wire cannot be locked: " + e.getMessage()));
                    LOG.warn("a wire cannot be locked target={} cause={}", name, e.toString());
                    TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void open() throws IOException {
        WireHolder holder = describe(WireHolder.thisProcess("kdlab serve", clock.instant())
                .withTarget(name)
                .withControl(control));
        WireLock lock = WireLock.take(address, holder);
        leaseEnds = lease.get().map(Lease::until);
        synchronized (this) {
            KdConnection connection = KdConnection.open(
                    address,
                    ConnectionOptions.standard()
                            .withClock(clock)
                            .withTap(journal)
                            .withEpoch(epoch));
            HostEngine engine = HostEngine.over(
                    new LocalStub(connection, journal),
                    EngineOptions.bench(address.text(), symbols, epoch)
                            .withTargetName(name)
                            .withClock(clock)
                            .withHolder(this::holderText)
                            .withLeaseEnd(() -> leaseEnds)
                            .withCapture(capture != null));
            opened = new Opened(lock, connection, engine);
            releasing = false;
            notifyAll();
        }
        LOG.info("a wire is served target={} wire={}", name, address.text());
    }

    private WireHolder describe(WireHolder holder) {
        return lease.get()
                .map(held -> holder.withLease(held.holder(), held.until()))
                .orElse(holder.withoutLease());
    }

    /// Who drives and until when, as people are told.
    Optional<String> holderText() {
        return lease.get()
                .map(held ->
                        name + " is held by " + held.holder() + " until " + held.until() + " (" + held.why() + ")");
    }

    private synchronized void awaitRelease() throws InterruptedException {
        while (!releasing && !closed) {
            wait();
        }
        if (releasing && !closed) {
            awaitBench();
        }
    }

    /// The wire is free now and somebody at the bench is about to take it.
    private synchronized void awaitBench() throws InterruptedException {
        long end = System.nanoTime() + BENCH_MAY_COME.toNanos();
        while (!closed && System.nanoTime() < end && held().isEmpty()) {
            wait(GLANCE.toMillis());
        }
    }

    private synchronized void awaitFree() throws InterruptedException {
        while (!closed && held().isPresent()) {
            wait(LOOK.toMillis());
        }
    }

    private Optional<WireHolder> held() {
        try {
            return WireLock.holder(address);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private synchronized void step(TargetStatus status) {
        // Since when it is so, not since when it was last looked at.
        if (!status.state().equals(away.state())) {
            away = status;
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /// Moves the gate of the wire, now or when it is opened.
    synchronized void moveGate(Epoch to, String why) {
        epoch = to;
        Opened now = opened;
        if (now != null) {
            now.connection().gate().move(to, why);
            now.engine().adopt(to);
        }
    }

    /// Tells the box operator's tools about a lease that begins or changes.
    void leaseChanged() {
        leaseEnds = lease.get().map(Lease::until);
        Opened now = current();
        if (now != null) {
            now.engine().leaseChanged();
            try {
                now.lock().update(describe(now.lock().holder()));
            } catch (IOException e) {
                LOG.warn("a lease could not be written beside its lock target={} cause={}", name, e.toString());
            }
        }
    }

    /// Sends away who drove under a lease that is over, and begins to clean up behind it under the box's epoch, which
    /// the
    /// gate lets through by now. Returns at once.
    synchronized void endLease(EndedLease end) {
        Opened now = opened;
        if (now != null) {
            cleaning = now.engine()
                    .release(
                            end.boxEpoch(),
                            end.leaveStopped() ? EndPolicy.LEAVE_STOPPED : EndPolicy.RESUME,
                            end.reason());
        }
    }

    /// Waits until the target is clean behind a lease. After a restart the clean-up begins here, as soon as the box has
    /// the
    /// wire.
    void cleanUp(EndedLease end) throws InterruptedException {
        CompletionStage<Void> begun;
        synchronized (this) {
            while (cleaning == null && !closed) {
                if (opened == null) {
                    wait();
                } else {
                    endLease(end);
                }
            }
            begun = cleaning;
            cleaning = null;
        }
        if (begun == null) {
            throw new InterruptedException("the box stops");
        }
        try {
            begun.toCompletableFuture().get(CLEAN_UP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            String cause =
                    e instanceof TimeoutException ? "no answer within " + CLEAN_UP.toSeconds() + " s" : e.getMessage();
            journal.add(LinkTap.Kind.ACT, "could not clean up behind the lease: " + cause, "box");
            LOG.warn("a target could not be cleaned up behind its lease target={} cause={}", name, cause);
        }
    }

    /// Gives the wire to the bench. The gate has moved already.
    ///
    /// @return whether the box had the wire
    boolean release(String who) {
        Opened now;
        synchronized (this) {
            now = opened;
            if (now == null) {
                return false;
            }
            opened = null;
            away = new TargetStatus("bench", clock.instant(), "released to " + who);
        }
        journal.add(LinkTap.Kind.LINK, "the wire is released to the bench", who);
        now.close();
        synchronized (this) {
            releasing = true;
            notifyAll();
        }
        return true;
    }

    private synchronized @Nullable Opened current() {
        return opened;
    }

    /// The engine, while the box has the wire.
    Optional<HostEngine> engine() {
        Opened now = current();
        return now == null ? Optional.empty() : Optional.of(now.engine());
    }

    /// How the target is doing, from memory.
    TargetStatus status() {
        Opened now = current();
        if (now == null) {
            synchronized (this) {
                return away;
            }
        }
        EngineStatus status = now.engine().status();
        boolean stopped =
                status.state() == EngineStatus.State.STOPPED || status.state() == EngineStatus.State.BUG_CHECK;
        String detail = stopped && lease.get().isEmpty() ? "unattended; " + status.detail() : status.detail();
        return new TargetStatus(status.state().word(), status.since(), detail);
    }

    String name() {
        return name;
    }

    LinkAddress address() {
        return address;
    }

    /// Gives the wire back; the target stays as it is.
    @Override
    public void close() {
        Opened now;
        synchronized (this) {
            closed = true;
            now = opened;
            opened = null;
            notifyAll();
        }
        if (now != null) {
            now.close();
        }
        journal.close();
        if (capture != null) {
            capture.close();
        }
    }
}
