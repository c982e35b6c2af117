package io.kdlab.lab.store;

import io.kdlab.lab.EndCause;
import io.kdlab.lab.EndedLease;
import io.kdlab.lab.LabException;
import io.kdlab.lab.Lease;
import io.kdlab.lab.PastLease;
import io.kdlab.value.Epoch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The leases on disk. Each method is one transaction, committed when it returns.
public final class LeaseStore {
    private static final String ACTIVE = "SELECT * FROM lease WHERE ended_at IS NULL";

    private final Jdbi jdbi;

    LeaseStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Grants the target under a new epoch, or says who holds it.
    public Lease take(String target, String holder, String why, Instant from, Instant until) {
        return jdbi.inTransaction(handle -> {
            var epoch = EpochBook.next(handle, target);
            var held = active(handle, target);
            if (held.isPresent()) {
                throw new LabException.Held(held.get(), "ask its holder, or wait");
            }
            var lease = new Lease(target, holder, why, epoch, from, until);
            handle.createUpdate("""
                            INSERT INTO lease (target, epoch, holder, why, taken_at, until_at)
                            VALUES (:target, :epoch, :holder, :why, :from, :until)""")
                    .bind("target", target)
                    .bind("epoch", epoch.number())
                    .bind("holder", holder)
                    .bind("why", why)
                    .bind("from", from.toEpochMilli())
                    .bind("until", until.toEpochMilli())
                    .execute();
            return lease;
        });
    }

    /// Ends the lease and gives the target's next epoch to the box; empty when it was over already.
    public Optional<EndedLease> end(
            Lease lease, EndCause cause, String by, String reason, Instant at, boolean leaveStopped) {
        return jdbi.inTransaction(handle -> {
            // First the target's row, as in every transaction here: so two of them never wait for each other.
            EpochBook.lock(handle, lease.target());
            if (active(handle, lease.target())
                    .filter(now -> now.epoch().equals(lease.epoch()))
                    .isEmpty()) {
                return Optional.empty();
            }
            var boxEpoch = EpochBook.next(handle, lease.target());
            handle.createUpdate("""
                            UPDATE lease SET ended_at = :at, ended_by = :by, cause = :cause, reason = :reason,
                                   box_epoch = :boxEpoch, leave_stopped = :leaveStopped
                            WHERE target = :target AND epoch = :epoch""")
                    .bind("at", at.toEpochMilli())
                    .bind("by", by)
                    .bind("cause", cause.name())
                    .bind("reason", reason)
                    .bind("boxEpoch", boxEpoch.number())
                    .bind("leaveStopped", leaveStopped)
                    .bind("target", lease.target())
                    .bind("epoch", lease.epoch().number())
                    .execute();
            return Optional.of(new EndedLease(lease, cause, by, reason, at, boxEpoch, leaveStopped));
        });
    }

    /// Moves the end of a lease that is not over; empty when it is.
    public Optional<Lease> extend(Lease lease, Instant until) {
        return jdbi.inTransaction(handle -> handle.createQuery("""
                        UPDATE lease SET until_at = :until
                        WHERE target = :target AND epoch = :epoch AND ended_at IS NULL RETURNING *""")
                .bind("until", until.toEpochMilli())
                .bind("target", lease.target())
                .bind("epoch", lease.epoch().number())
                .map((row, _) -> lease(row))
                .findOne());
    }

    /// Notes that the box has removed what the lease left on the target.
    public void cleaned(EndedLease end, Instant at) {
        jdbi.useTransaction(handle -> handle.createUpdate(
                        "UPDATE lease SET cleaned_at = :at WHERE target = :target AND epoch = :epoch")
                .bind("at", at.toEpochMilli())
                .bind("target", end.lease().target())
                .bind("epoch", end.lease().epoch().number())
                .execute());
    }

    /// The ends after which nobody cleaned up, where nothing else has happened on the target since.
    public List<EndedLease> uncleaned() {
        return jdbi.inTransaction(
                handle -> handle.createQuery("""
                        SELECT lease.* FROM lease JOIN target ON target.name = lease.target
                        WHERE ended_at IS NOT NULL AND cleaned_at IS NULL AND box_epoch = target.epoch
                        ORDER BY lease.target""").map((row, _) -> ended(row)).list());
    }

    public Optional<Lease> active(String target) {
        return jdbi.inTransaction(handle -> active(handle, target));
    }

    /// Every lease that is not over.
    public List<Lease> active() {
        return jdbi.inTransaction(handle -> handle.createQuery(ACTIVE + " ORDER BY target")
                .map((row, _) -> lease(row))
                .list());
    }

    /// The newest first; of every target where none is named.
    public List<PastLease> history(@Nullable String target, int limit) {
        return jdbi.inTransaction(handle -> handle.createQuery("""
                        SELECT * FROM lease WHERE target = :target OR :everything
                        ORDER BY taken_at DESC, epoch DESC LIMIT :limit""")
                .bind("target", target == null ? "" : target)
                .bind("everything", target == null)
                .bind("limit", limit)
                .map((row, _) -> past(row))
                .list());
    }

    static Optional<Lease> active(Handle handle, String target) {
        return handle.createQuery(ACTIVE + " AND target = :target")
                .bind("target", target)
                .map((row, _) -> lease(row))
                .findOne();
    }

    private static Lease lease(ResultSet row) throws SQLException {
        return new Lease(
                row.getString("target"),
                row.getString("holder"),
                row.getString("why"),
                new Epoch(row.getLong("epoch")),
                Instant.ofEpochMilli(row.getLong("taken_at")),
                Instant.ofEpochMilli(row.getLong("until_at")));
    }

    private static EndedLease ended(ResultSet row) throws SQLException {
        return new EndedLease(
                lease(row),
                EndCause.valueOf(row.getString("cause")),
                row.getString("ended_by"),
                row.getString("reason"),
                Instant.ofEpochMilli(row.getLong("ended_at")),
                new Epoch(row.getLong("box_epoch")),
                row.getBoolean("leave_stopped"));
    }

    private static PastLease past(ResultSet row) throws SQLException {
        if (row.getString("cause") == null) {
            return new PastLease(lease(row), null, null, null, null);
        }
        var end = ended(row);
        return new PastLease(end.lease(), end.cause(), end.by(), end.reason(), end.at());
    }
}
