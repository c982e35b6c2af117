package io.kdlab.hil.bench;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/// Waits for a state of the world, with a limit and a name for what did not come.
public final class Waiting {
    private Waiting() {}

    /// Asks every 20 ms.
    public static void until(String what, Duration limit, Callable<Boolean> there) {
        Awaitility.await(what).atMost(limit).pollInterval(Duration.ofMillis(20)).until(there);
    }
}
