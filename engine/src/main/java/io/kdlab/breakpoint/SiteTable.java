package io.kdlab.breakpoint;

import io.kdlab.session.LiveAccess;
import io.kdlab.stub.StopReport;
import io.kdlab.value.Address;
import io.kdlab.value.NtStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Which break instructions stand in the target right now.
///
/// The target itself removes those that lie in the instructions it reports with a stop; their handles are dead
/// then.
final class SiteTable {
    /// How many the target can hold.
    static final int SLOTS = 32;

    /// How many bytes of instructions a target reports at most.
    private static final int LONGEST_WINDOW = 16;

    private final Map<Address, Site> sites = new HashMap<>();
    /// Those that the target may have removed: its report did not tell.
    private final Set<Address> doubtful = new HashSet<>();

    /// Drops the sites that the target removed when it reported this stop.
    void stopped(StopReport report) {
        if (report.instructions().isEmpty()) {
            sites.keySet().stream()
                    .filter(at -> isWithin(at, report.pc(), LONGEST_WINDOW))
                    .forEach(doubtful::add);
        } else {
            sites.keySet()
                    .removeIf(at ->
                            isWithin(at, report.pc(), report.instructions().length()));
        }
    }

    private static boolean isWithin(Address at, Address start, int window) {
        long distance = at.minus(start);
        return distance >= 0 && distance < window;
    }

    /// Makes the target hold exactly `wanted`. What could not be placed comes back with the status.
    Map<Address, NtStatus> sync(LiveAccess access, Set<Address> wanted) {
        for (Site site : new ArrayList<>(sites.values())) {
            if (!wanted.contains(site.at()) || doubtful.contains(site.at())) {
                // A slot that the target has emptied answers with a failure: nothing is lost by that.
                access.unplace(site.handle(), site.at());
                sites.remove(site.at());
            }
        }
        doubtful.clear();
        var failed = new LinkedHashMap<Address, NtStatus>();
        for (Address at : wanted) {
            if (!sites.containsKey(at)) {
                LiveAccess.Slot slot = access.place(at);
                slot.handle()
                        .ifPresentOrElse(
                                handle -> sites.put(at, new Site(at, handle)), () -> failed.put(at, slot.status()));
            }
        }
        return failed;
    }

    boolean isEmpty() {
        return sites.isEmpty();
    }

    boolean contains(Address at) {
        return sites.containsKey(at);
    }

    /// The target holds none of them any more.
    void forget() {
        sites.clear();
        doubtful.clear();
    }
}
