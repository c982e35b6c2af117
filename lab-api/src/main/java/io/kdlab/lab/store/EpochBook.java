package io.kdlab.lab.store;

import io.kdlab.lab.LabException;
import io.kdlab.value.Epoch;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// Counts each target's epochs: they only grow, and none is given twice, whatever is killed or restarted in between.
public final class EpochBook {
    private final Jdbi jdbi;

    EpochBook(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// A new epoch for the box itself; committed when this returns.
    ///
    /// Refused while somebody holds the target: the box gets an epoch of its own there by ending the lease.
    public Epoch next(String target) {
        return jdbi.inTransaction(handle -> {
            var epoch = next(handle, target);
            var lease = LeaseStore.active(handle, target);
            if (lease.isPresent()) {
                throw new LabException.Held(lease.get(), "the box drives it only when that lease is over");
            }
            return epoch;
        });
    }

    /// The newest epoch that was given.
    public Epoch current(String target) {
        return jdbi.inTransaction(handle -> current(handle, target));
    }

    /// Also locks the target's row until the transaction ends, so whoever asks next sees what this one did.
    static Epoch next(Handle handle, String target) {
        return handle.createQuery("""
                        INSERT INTO target (name, epoch) VALUES (:target, 1)
                        ON CONFLICT (name) DO UPDATE SET epoch = target.epoch + 1
                        RETURNING epoch""")
                .bind("target", target)
                .map((row, _) -> new Epoch(row.getLong(1)))
                .one();
    }

    /// Lets nobody else give an epoch, or end a lease, on this target until the transaction ends.
    static void lock(Handle handle, String target) {
        handle.createUpdate("UPDATE target SET epoch = epoch WHERE name = :target")
                .bind("target", target)
                .execute();
    }

    static Epoch current(Handle handle, String target) {
        handle.createUpdate("INSERT INTO target (name, epoch) VALUES (:target, 1) ON CONFLICT (name) DO NOTHING")
                .bind("target", target)
                .execute();
        return handle.createQuery("SELECT epoch FROM target WHERE name = :target")
                .bind("target", target)
                .map((row, _) -> new Epoch(row.getLong(1)))
                .one();
    }
}
