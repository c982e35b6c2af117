package io.kdlab.breakpoint;

import io.kdlab.session.LiveAccess;
import io.kdlab.stub.StopReport;
import io.kdlab.value.Address;
import io.kdlab.value.NtStatus;
import java.util.ArrayList;
import java.util.HashMap;
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

    private final Map<Address, Site> sites = new HashMap<>();

    /// Drops the sites that the target removed when it reported this stop.
    void stopped(StopReport report) {
        int window = Math.max(1, report.instructions().length());
        sites.keySet().removeIf(at -> {
            long distance = at.minus(report.pc());
            return distance >= 0 && distance < window;
        });
    }

    /// Makes the target hold exactly `wanted`. What could not be placed comes back with the status.
    Map<Address, NtStatus> sync(LiveAccess access, Set<Address> wanted) {
        for (Site site : new ArrayList<>(sites.values())) {
            if (!wanted.contains(site.at())) {
                // A slot that the target has emptied answers with a failure: nothing is lost by that.
                access.unplace(site.handle(), site.at());
                sites.remove(site.at());
            }
        }
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
    }
}
