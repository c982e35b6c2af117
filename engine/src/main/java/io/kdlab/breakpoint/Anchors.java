package io.kdlab.breakpoint;

import io.kdlab.target.EngineException;
import io.kdlab.target.GateClosed;
import io.kdlab.target.OutcomeUnknown;
import io.kdlab.target.TargetLost;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Consumer;

/// Keeps breakpoints where what they name is, while modules come and go and kernels restart.
///
/// One with a name moves with it, and waits while nothing has that name. One on a number stays, and waits when it can
/// no longer mean what it did.
public final class Anchors {
    /// Why one waits whose number meant something in another kernel: no image that comes mends that.
    private static final String MOVED = "the kernel moved";

    private final BreakpointTable table;
    private final Reactions reactions;
    private final Consumer<String> notice;

    Anchors(BreakpointTable table, Reactions reactions, Consumer<String> notice) {
        this.table = table;
        this.reactions = reactions;
        this.notice = notice;
    }

    /// Modules or symbols are known that were not: those that wait are looked for.
    public void resolve() {
        for (Breakpoint breakpoint : table.all()) {
            if (breakpoint.address().isEmpty()) {
                locate(breakpoint).ifPresent(at -> move(breakpoint, Optional.of(at)));
            }
        }
    }

    /// The kernel introduced itself anew: all names are looked up again.
    ///
    /// @param from where the kernel was, zero when it was nowhere
    /// @param to where it is now
    public void established(Address from, Address to) {
        boolean moved = !from.equals(Address.ZERO) && !to.equals(Address.ZERO) && !from.equals(to);
        var waiting = new StringJoiner(", ");
        for (Breakpoint breakpoint : table.all()) {
            if (breakpoint.isNamed()) {
                Optional<Address> now = locate(breakpoint);
                if (!now.equals(breakpoint.address())) {
                    move(breakpoint, now);
                }
            } else if (moved) {
                waiting.add(String.valueOf(breakpoint.id()));
                pend(breakpoint, MOVED + " from %s to %s".formatted(from, to));
            }
        }
        if (waiting.length() > 0) {
            notice.accept("The kernel is at %s now, it was at %s: breakpoint %s waits; be arms it where it is."
                    .formatted(to, from, waiting));
        }
    }

    /// The image from `base` on was loaded.
    public void loaded(Address base, long size) {
        for (Breakpoint breakpoint : table.all()) {
            boolean mended =
                    breakpoint.pending().filter(why -> !why.startsWith(MOVED)).isPresent();
            if (mended && isWithin(breakpoint, base, size)) {
                table.replace(breakpoint.id(), b -> b.withPending(Optional.empty()));
            }
        }
        resolve();
    }

    /// The image from `base` on goes away, and the code with it.
    public void unloaded(Address base, long size) {
        for (Breakpoint breakpoint : table.all()) {
            if (!isWithin(breakpoint, base, size)) {
                continue;
            }
            if (breakpoint.isNamed()) {
                table.replace(breakpoint.id(), b -> b.withAddress(Optional.empty()));
            } else {
                pend(breakpoint, "its module is unloaded");
            }
        }
    }

    private static boolean isWithin(Breakpoint breakpoint, Address base, long size) {
        return breakpoint
                .address()
                .filter(at -> Long.compareUnsigned(at.minus(base), size) < 0)
                .isPresent();
    }

    private Optional<Address> locate(Breakpoint breakpoint) {
        try {
            return reactions.resolve(breakpoint.expression());
        } catch (TargetLost | GateClosed | OutcomeUnknown gone) {
            throw gone;
        } catch (EngineException unreadable) {
            return Optional.empty();
        }
    }

    private void move(Breakpoint breakpoint, Optional<Address> to) {
        table.replace(breakpoint.id(), b -> b.withAddress(Optional.empty()));
        try {
            if (to.isPresent()) {
                table.room(breakpoint.kind(), breakpoint.id());
            }
            table.replace(breakpoint.id(), b -> b.withAddress(to));
        } catch (Unsupported full) {
            table.replace(breakpoint.id(), b -> b.withAddress(to));
            pend(breakpoint, full.getMessage());
            notice.accept("Breakpoint %d is not armed: %s".formatted(breakpoint.id(), full.getMessage()));
        }
    }

    private void pend(Breakpoint breakpoint, String why) {
        table.replace(breakpoint.id(), b -> b.withPending(Optional.of(why)));
    }
}
