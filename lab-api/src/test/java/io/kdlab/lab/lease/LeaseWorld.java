package io.kdlab.lab.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.lab.AfterLease;
import io.kdlab.lab.EndedLease;
import io.kdlab.lab.LabException;
import io.kdlab.lab.Lease;
import io.kdlab.lab.LeaseEnd;
import io.kdlab.lab.LeasePolicy;
import io.kdlab.lab.SteppedClock;
import io.kdlab.lab.Target;
import io.kdlab.lab.Targets;
import io.kdlab.lab.User;
import io.kdlab.lab.UserRole;
import io.kdlab.lab.store.LabStore;
import io.kdlab.lab.store.StatementTap;
import io.kdlab.value.Epoch;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;

/// A lab that is killed, again and again, at a step that the test chooses.
///
/// The book, its store's connection and its alarms die; the disk, and everybody's belief that he may drive, live on.
final class LeaseWorld implements AutoCloseable {
    static final List<String> TARGETS = List.of("one", "two");
    static final List<User> USERS =
            List.of(new User("alice", UserRole.USER), new User("bob", UserRole.USER), new User("root", UserRole.ADMIN));

    /// What a killed process leaves on disk, and how the next one opens it.
    interface Disk {
        LabStore open();

        /// Freezes what is on disk now; the next [#open()] sees that, whatever the dying process still does.
        void freeze();
    }

    final SteppedClock clock = SteppedClock.start();
    final WireModel wire = new WireModel();
    private final Disk disk;
    private final boolean wireOutlivesTheBox;
    private final Map<String, String> ownerOf = new HashMap<>();
    private final Set<Lease> acknowledged = new HashSet<>();
    private final Set<EndedLease> acknowledgedEnds = new HashSet<>();
    private final IntSupplier nextKill;
    private int stepsLeft = Integer.MAX_VALUE;
    private boolean looking;
    private int steps;
    private int kills;
    private Incarnation box;

    /// One run of the box's process.
    private final class Incarnation implements LeaseEnd {
        final AtomicBoolean dead = new AtomicBoolean();
        final LabStore store = disk.open();
        final LeaseBook book;

        Incarnation() {
            StatementTap.on(store, this::step);
            var targets = Targets.of(TARGETS.stream()
                    .map(name -> new Target(name, "", "sim:x64", false))
                    .toList());
            var policy = new LeasePolicy(Duration.ofMinutes(1), Duration.ofHours(4), Duration.ofSeconds(30));
            book = new LeaseBook(targets, store.leases(), store.epochs(), this::move, this, policy, clock, clock);
        }

        /// Every place where the kill can strike.
        void step() {
            synchronized (LeaseWorld.this) {
                if (dead.get()) {
                    throw new Killed();
                }
                if (looking) {
                    return;
                }
                steps++;
                if (--stepsLeft < 0) {
                    disk.freeze();
                    dead.set(true);
                    throw new Killed();
                }
            }
        }

        void move(String target, Epoch epoch, String reason) {
            step();
            wire.move(target, epoch);
            wire.everybodyActs();
            step();
        }

        @Override
        public void tell(EndedLease end) {
            step();
            assertThat(wire.gate(end.lease().target()))
                    .as("the old driver is told when the gate has moved")
                    .isGreaterThanOrEqualTo(end.boxEpoch());
            step();
        }

        @Override
        public void cleanUp(EndedLease end) {
            step();
            wire.hand("box", end.lease().target(), end.boxEpoch());
            wire.everybodyActs();
            step();
        }
    }

    /// @param nextKill after how many steps a box that was just started again is killed
    LeaseWorld(Disk disk, boolean wireOutlivesTheBox, IntSupplier nextKill) {
        this.disk = disk;
        this.nextKill = nextKill;
        this.wireOutlivesTheBox = wireOutlivesTheBox;
        box = new Incarnation();
        box.book.restore();
    }

    int steps() {
        return steps;
    }

    int kills() {
        return kills;
    }

    /// The next kill strikes after this many steps from now.
    synchronized void killAfter(int more) {
        stepsLeft = more;
    }

    /// Runs one operation; when the kill strikes, the box is started again, as often as it takes.
    void run(Runnable operation) {
        survive(() -> {
            try {
                operation.run();
            } catch (LabException _) {
                // A refusal is an answer like any other.
            }
        });
        look(true);
        checkAtRest();
        look(false);
    }

    private void survive(Runnable operation) {
        attempt(operation);
        while (box.dead.get()) {
            kills++;
            clock.forgetAlarms();
            box.store.close();
            if (!wireOutlivesTheBox) {
                wire.forgetGates();
            }
            wire.everybodyActs();
            killAfter(nextKill.getAsInt());
            box = new Incarnation();
            attempt(box.book::restore);
        }
    }

    private void attempt(Runnable operation) {
        try {
            operation.run();
            box.book.awaitCleanUps();
        } catch (Killed _) {
            // The box is dead, which its flag says, as it does where the kill struck another thread.
        }
    }

    private synchronized void look(boolean on) {
        looking = on;
    }

    void take(User who, String target, Duration duration) {
        var lease = box.book.take(target, who, duration, "the model");
        acknowledged.add(lease);
        wire.hand(who.name(), target, lease.epoch());
    }

    void give(User who, String target) {
        acknowledgedEnds.add(box.book.give(target, who, AfterLease.AS_CONFIGURED));
    }

    void kick(User who, String target) {
        acknowledgedEnds.add(box.book.kick(target, who, "the model"));
    }

    void extend(User who, String target, Duration by) {
        box.book.extend(target, who, by);
    }

    void renew(String target) {
        wire.hand("box", target, box.book.renew(target, "the model"));
    }

    void release(String target) {
        box.book.release(target, User.boxOperator("root"), "the model").ifPresent(acknowledgedEnds::add);
    }

    void pass(Duration time) {
        clock.advance(time);
    }

    /// What must hold whenever nothing is under way.
    private void checkAtRest() {
        for (var lease : box.book.holders()) {
            // Whoever was killed while waiting for the answer asks again, and drives.
            wire.hand(lease.holder(), lease.target(), lease.epoch());
            assertThat(clock.instant()).as("%s is over", lease).isBefore(lease.until());
        }
        var through = wire.everybodyActs();
        for (var target : TARGETS) {
            var holder = box.book.holder(target);
            var gate = wire.gate(target);
            assertThat(gate)
                    .as("gate of " + target)
                    .isEqualTo(box.store.epochs().current(target));
            if (holder.isPresent()) {
                assertThat(gate).isEqualTo(holder.get().epoch());
                assertThat(through.get(target)).isEqualTo(holder.get().holder());
            } else {
                assertThat(through.get(target)).isIn(null, "box");
            }
        }
        assertThat(box.store.leases().uncleaned())
                .as("ends that nobody cleaned up after")
                .isEmpty();
        checkHistory();
    }

    /// No epoch twice, and nothing that was answered is forgotten.
    private void checkHistory() {
        var seen = new HashSet<String>();
        var past = box.store.leases().history(null, 100_000);
        for (var line : past) {
            var lease = line.lease();
            assertThat(seen.add(lease.target() + "@" + lease.epoch()))
                    .as("%s twice", lease.epoch())
                    .isTrue();
            var owner = ownerOf.putIfAbsent(lease.target() + "@" + lease.epoch(), lease.holder());
            assertThat(owner).as("owner of %s", lease).isIn(null, lease.holder());
        }
        for (var lease : acknowledged) {
            assertThat(seen).as("a granted lease").contains(lease.target() + "@" + lease.epoch());
        }
        for (var end : acknowledgedEnds) {
            assertThat(past)
                    .as("an ended lease")
                    .anyMatch(line -> line.lease().target().equals(end.lease().target())
                            && line.lease().epoch().equals(end.lease().epoch())
                            && line.cause() == end.cause());
        }
    }

    @Override
    public void close() {
        box.book.close();
        box.store.close();
    }
}
