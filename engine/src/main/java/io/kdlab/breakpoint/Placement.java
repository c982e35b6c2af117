package io.kdlab.breakpoint;

import io.kdlab.session.TargetSession;
import io.kdlab.target.RequestRefused;
import io.kdlab.value.Address;
import io.kdlab.value.NtStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Makes the stopped target hold what belongs there: break instructions, and the addresses in its debug registers.
final class Placement {
    private final TargetSession session;
    private final BreakpointTable table;
    private final SiteTable sites;
    private final DebugRegisters debugRegisters;
    private final Map<Address, Address> once;
    private final Consumer<String> notice;

    /// @param once where to stop once
    Placement(
            TargetSession session,
            BreakpointTable table,
            SiteTable sites,
            DebugRegisters debugRegisters,
            Map<Address, Address> once,
            Consumer<String> notice) {
        this.session = session;
        this.table = table;
        this.sites = sites;
        this.debugRegisters = debugRegisters;
        this.once = once;
        this.notice = notice;
    }

    /// Where break instructions belong.
    Set<Address> wanted() {
        Set<Address> wanted = new HashSet<>(table.softwareAddresses());
        wanted.addAll(once.keySet());
        return wanted;
    }

    /// Puts into the target what belongs there, except at `skip`, where execution goes on.
    void sync(Optional<Address> skip) {
        Set<Address> wanted = wanted();
        skip.ifPresent(wanted::remove);
        sites.sync(session.access(), wanted).forEach(this::notPlaced);
        List<Breakpoint> hardware = table.hardware();
        try {
            debugRegisters.sync(session.access(), session.target().processorCount(), hardware);
        } catch (RequestRefused refused) {
            for (Breakpoint breakpoint : hardware) {
                table.replace(breakpoint.id(), b -> b.withPending(Optional.of(refused.getMessage())));
            }
            debugRegisters.forget();
            notice.accept("Hardware breakpoints are not armed: " + refused.getMessage() + ".");
        }
    }

    private void notPlaced(Address at, NtStatus status) {
        List<Breakpoint> there = table.softwareAt(at);
        if (there.isEmpty()) {
            once.remove(at);
            throw new RequestRefused("place a breakpoint at " + at + " (it holds 32 at most)", status);
        }
        for (Breakpoint breakpoint : there) {
            table.replace(
                    breakpoint.id(), b -> b.withPending(Optional.of("the target refused it (status " + status + ")")));
            notice.accept("Breakpoint %d at %s is not armed: the target refused it (status %s). be %d tries again."
                    .formatted(breakpoint.id(), at, status, breakpoint.id()));
        }
    }
}
