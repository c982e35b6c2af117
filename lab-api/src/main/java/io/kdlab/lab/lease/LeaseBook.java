package io.kdlab.lab.lease;

import io.kdlab.lab.AfterLease;
import io.kdlab.lab.Alarms;
import io.kdlab.lab.DurationText;
import io.kdlab.lab.EndCause;
import io.kdlab.lab.EndedLease;
import io.kdlab.lab.LabException;
import io.kdlab.lab.Lease;
import io.kdlab.lab.LeaseEnd;
import io.kdlab.lab.LeaseEvent;
import io.kdlab.lab.LeasePolicy;
import io.kdlab.lab.PastLease;
import io.kdlab.lab.Targets;
import io.kdlab.lab.Text;
import io.kdlab.lab.User;
import io.kdlab.lab.UserRole;
import io.kdlab.lab.WireGate;
import io.kdlab.lab.store.EpochBook;
import io.kdlab.lab.store.LeaseStore;
import io.kdlab.value.Epoch;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who holds which target, until when, and how that reaches the wire.
///
/// Every change takes the same steps, in this order: the new epoch is committed to the store; the wire's gate moves;
/// the
/// old driver is told; the box cleans up; everybody else hears of it. Killed between any two of them, [#restore()] goes
/// on
/// from what the store says. A target's changes wait for each other, and never for another target's.
public final class LeaseBook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseBook.class);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final int LONGEST_WHY = 200;

    private final Targets targets;
    private final LeaseStore store;
    private final EpochBook epochs;
    private final WireGate gate;
    private final LeaseEnd leaseEnd;
    private final LeasePolicy policy;
    private final Clock clock;
    private final Alarms alarms;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();
    private final List<Consumer<LeaseEvent>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /// What belongs to one target; its own monitor guards it and orders the target's changes.
    private static final class Slot {
        Alarms.@Nullable Alarm alarm;

        @Nullable
        CleanUp cleanUp;

        void disarm() {
            if (alarm != null) {
                alarm.cancel();
                alarm = null;
            }
        }
    }

    public LeaseBook(
            Targets targets,
            LeaseStore store,
            EpochBook epochs,
            WireGate gate,
            LeaseEnd leaseEnd,
            LeasePolicy policy,
            Clock clock,
            Alarms alarms) {
        this.targets = targets;
        this.store = store;
        this.epochs = epochs;
        this.gate = gate;
        this.leaseEnd = leaseEnd;
        this.policy = policy;
        this.clock = clock;
        this.alarms = alarms;
    }

    /// Makes every gate agree with the store. Called once, before anything listens.
    ///
    /// Targets that are not this box's are left alone: another box that shares the store may serve them. A lease on
    /// one that left the configuration ends when the target is back.
    public void restore() {
        for (var target : targets.all()) {
            var slot = slot(target.name());
            synchronized (slot) {
                var lease = settle(slot, target.name());
                if (lease != null) {
                    gate.move(target.name(), lease.epoch(), "lease of %s restored".formatted(lease.holder()));
                    arm(slot, lease);
                } else if (slot.cleanUp == null) {
                    gate.move(target.name(), epochs.current(target.name()), "no lease");
                }
            }
        }
        for (var end : store.uncleaned()) {
            if (targets.knows(end.lease().target())) {
                var slot = slot(end.lease().target());
                synchronized (slot) {
                    if (slot.cleanUp == null) {
                        slot.cleanUp = CleanUp.start(end, leaseEnd, store, clock);
                    }
                }
            }
        }
    }

    /// Grants the target, or refuses with who holds it until when.
    public Lease take(String target, User who, Duration duration, String why) {
        var named = targets.named(target);
        var reason = checkedWhy(why);
        checkDuration(duration);
        var slot = slot(named.name());
        synchronized (slot) {
            var held = settle(slot, target);
            if (held != null) {
                throw new LabException.Held(
                        held,
                        held.holder().equals(who.name())
                                ? "that is you: extend it, or give it back first"
                                : "ask %s to give it, or wait".formatted(held.holder()));
            }
            if (slot.cleanUp != null) {
                slot.cleanUp.finishWithin(policy.cleanUpLimit());
                slot.cleanUp = null;
            }
            var now = clock.instant();
            var lease = store.take(target, who.name(), reason, now, now.plus(duration));
            arm(slot, lease);
            gate.move(
                    target, lease.epoch(), "%s took it until %s".formatted(who.name(), LabException.at(lease.until())));
            announce(new LeaseEvent.Taken(lease));
            return lease;
        }
    }

    /// Gives the target back. Only its holder may.
    public EndedLease give(String target, User who, AfterLease after) {
        var named = targets.named(target);
        var slot = slot(target);
        synchronized (slot) {
            var lease = own(slot, target, who, "only its holder gives it back; an admin can kick");
            return end(slot, lease, EndCause.GIVEN, who.name(), "you gave it back", after.leavesStopped(named));
        }
    }

    /// Adds to the holder's time; refused, not shortened, where that would pass the longest lease.
    public Lease extend(String target, User who, Duration by) {
        targets.named(target);
        checkDuration(by);
        var slot = slot(target);
        synchronized (slot) {
            var lease = own(slot, target, who, "only its holder extends it");
            var latest = clock.instant().plus(policy.longest());
            if (lease.until().plus(by).isAfter(latest)) {
                throw new LabException.BadValue(
                        "%s more would let your lease of %s end after %s, the latest allowed now (%s from now)"
                                .formatted(
                                        DurationText.format(by),
                                        target,
                                        LabException.at(latest),
                                        DurationText.format(policy.longest())));
            }
            var extended =
                    store.extend(lease, lease.until().plus(by)).orElseThrow(() -> new LabException.NotHeld(target));
            arm(slot, extended);
            announce(new LeaseEvent.Extended(extended));
            return extended;
        }
    }

    /// Takes the target away from whoever holds it. Needs an admin, or the operator of the box.
    public EndedLease kick(String target, User by, String why) {
        var named = targets.named(target);
        if (!by.role().covers(UserRole.ADMIN)) {
            throw new LabException.NotAllowed("only an admin kicks; ask the holder of %s to give it".formatted(target));
        }
        var reason = "%s took it away: %s".formatted(by.name(), checkedWhy(why));
        var slot = slot(target);
        synchronized (slot) {
            var lease = settle(slot, target);
            if (lease == null) {
                throw new LabException.NotHeld(target);
            }
            return end(slot, lease, EndCause.KICKED, by.name(), reason, named.leaveStopped());
        }
    }

    /// Gives the box a new epoch on a target that nobody holds, so that nothing older acts there any more.
    public Epoch renew(String target, String reason) {
        targets.named(target);
        var slot = slot(target);
        synchronized (slot) {
            settle(slot, target);
            var epoch = epochs.next(target);
            gate.move(target, epoch, reason);
            return epoch;
        }
    }

    /// Clears the way to the wire for the operator of the box: ends whatever lease there is, lets the box clean up
    /// after
    /// it, and leaves an epoch under which nobody drives.
    ///
    /// @return the lease that was ended, where there was one
    public Optional<EndedLease> release(String target, User operator, String why) {
        targets.named(target);
        var slot = slot(target);
        synchronized (slot) {
            var end = settle(slot, target) == null
                    ? Optional.<EndedLease>empty()
                    : Optional.of(kick(target, operator, why));
            if (slot.cleanUp != null) {
                slot.cleanUp.finishWithin(policy.cleanUpLimit());
                slot.cleanUp = null;
            }
            gate.move(target, epochs.next(target), "%s: %s".formatted(operator.name(), checkedWhy(why)));
            return end;
        }
    }

    /// The lease that holds now.
    public Optional<Lease> holder(String target) {
        return store.active(target);
    }

    /// Every lease that holds now on a target of this box.
    public List<Lease> holders() {
        return store.active().stream()
                .filter(lease -> targets.knows(lease.target()))
                .toList();
    }

    /// The newest first; of every target where none is named.
    public List<PastLease> history(@Nullable String target, int limit) {
        return store.history(target == null ? null : targets.named(target).name(), limit);
    }

    /// Tells of every change from now on, after it is true on the wire. A listener returns at once.
    public void listen(Consumer<LeaseEvent> listener) {
        listeners.add(listener);
    }

    public void stopListening(Consumer<LeaseEvent> listener) {
        listeners.remove(listener);
    }

    /// Stops the alarms and the clean-ups. Leases go on: the next start restores them.
    @Override
    public void close() {
        closed = true;
        for (var slot : slots.values()) {
            synchronized (slot) {
                slot.disarm();
                if (slot.cleanUp != null) {
                    slot.cleanUp.abandon(policy.cleanUpLimit());
                }
            }
        }
    }

    /// Waits for the clean-ups that are under way, so that a test sees the end of them.
    void awaitCleanUps() {
        for (var slot : slots.values()) {
            synchronized (slot) {
                if (slot.cleanUp != null) {
                    slot.cleanUp.finishWithin(policy.cleanUpLimit());
                }
            }
        }
    }

    /// The lease that holds, after one whose time is over has been ended; the alarm may be a moment late.
    private @Nullable Lease settle(Slot slot, String target) {
        var lease = store.active(target).orElse(null);
        if (lease == null || clock.instant().isBefore(lease.until())) {
            return lease;
        }
        end(
                slot,
                lease,
                EndCause.EXPIRED,
                "the box",
                "its time was over",
                targets.named(target).leaveStopped());
        return null;
    }

    private Lease own(Slot slot, String target, User who, String refusal) {
        var lease = settle(slot, target);
        if (lease == null) {
            throw new LabException.NotHeld(target);
        }
        if (!lease.holder().equals(who.name())) {
            throw new LabException.Held(lease, refusal);
        }
        return lease;
    }

    private EndedLease end(Slot slot, Lease lease, EndCause cause, String by, String reason, boolean leaveStopped) {
        var target = lease.target();
        var end = store.end(lease, cause, by, reason, clock.instant(), leaveStopped)
                .orElseThrow(() -> new LabException.NotHeld(target));
        slot.disarm();
        gate.move(target, end.boxEpoch(), "the lease of %s ended: %s".formatted(lease.holder(), reason));
        try {
            leaseEnd.tell(end);
        } catch (RuntimeException e) {
            LOG.warn("the driver of {} could not be told that its lease is over: {}", target, e.toString());
        }
        slot.cleanUp = CleanUp.start(end, leaseEnd, store, clock);
        announce(new LeaseEvent.Ended(end));
        return end;
    }

    private void arm(Slot slot, Lease lease) {
        slot.disarm();
        if (!closed) {
            slot.alarm = alarms.at(lease.until(), () -> expire(slot, lease.target()));
        }
    }

    private void expire(Slot slot, String target) {
        synchronized (slot) {
            if (closed) {
                return;
            }
            try {
                var lease = settle(slot, target);
                if (lease != null) {
                    arm(slot, lease);
                }
            } catch (RuntimeException e) {
                LOG.error("the lease on {} could not be ended, trying again in {}: {}", target, RETRY, e.toString());
                slot.alarm = alarms.at(clock.instant().plus(RETRY), () -> expire(slot, target));
            }
        }
    }

    private void announce(LeaseEvent event) {
        for (var listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                LOG.warn("a listener failed on {}: {}", event, e.toString());
            }
        }
    }

    private void checkDuration(Duration duration) {
        if (duration.compareTo(policy.shortest()) < 0 || duration.compareTo(policy.longest()) > 0) {
            throw new LabException.BadValue("a lease lasts from %s to %s here, not %s"
                    .formatted(
                            DurationText.format(policy.shortest()),
                            DurationText.format(policy.longest()),
                            DurationText.format(duration)));
        }
    }

    private static String checkedWhy(String why) {
        if (why.isBlank()) {
            throw new LabException.BadValue("say why, for those who wait: --why \"…\"");
        }
        return Text.oneLine(why.strip(), LONGEST_WHY);
    }

    private Slot slot(String target) {
        return slots.computeIfAbsent(target, _ -> new Slot());
    }
}
