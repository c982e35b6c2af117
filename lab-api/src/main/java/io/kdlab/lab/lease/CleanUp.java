package io.kdlab.lab.lease;

import io.kdlab.lab.EndedLease;
import io.kdlab.lab.LeaseEnd;
import io.kdlab.lab.store.LeaseStore;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The box tidying up after one lease, on a thread of its own so that nobody's slowness holds up whoever gave it back.
final class CleanUp {
    private static final Logger LOG = LoggerFactory.getLogger(CleanUp.class);

    private final EndedLease end;
    private final Thread thread;

    private CleanUp(EndedLease end, Thread thread) {
        this.end = end;
        this.thread = thread;
    }

    static CleanUp start(EndedLease end, LeaseEnd hook, LeaseStore store, Clock clock) {
        var thread = Thread.ofVirtual()
                .name("lab-clean-up-" + end.lease().target())
                .start(() -> run(end, hook, store, clock));
        return new CleanUp(end, thread);
    }

    /// Waits for the end of it, and no longer than the limit: what is left then is refused at the wire anyway.
    void finishWithin(Duration limit) {
        try {
            if (!thread.join(limit)) {
                LOG.warn(
                        "cleaning up after {} on {} took longer than {}: left to the next holder",
                        end.lease().holder(),
                        end.lease().target(),
                        limit);
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends it now; what was not finished is done again after the next start.
    void abandon(Duration limit) {
        thread.interrupt();
        try {
            thread.join(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(EndedLease end, LeaseEnd hook, LeaseStore store, Clock clock) {
        try {
            hook.cleanUp(end);
            store.cleaned(end, clock.instant());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn(
                    "cleaning up after {} on {} failed: {}",
                    end.lease().holder(),
                    end.lease().target(),
                    e.toString());
        }
    }
}
