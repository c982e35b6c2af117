package io.kdlab.appliance.console;

import io.kdlab.engine.EngineStatus;
import io.kdlab.session.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A session in one line: what the target does and why, for how long, what is left of the lease, what is recorded.
final class StatusText {
    private StatusText() {}

    static String of(EngineStatus status, Role role, Instant now) {
        List<String> parts = new ArrayList<>();
        boolean told = status.state() == EngineStatus.State.RUNNING;
        parts.add(status.state().word() + (told ? "" : ": " + oneLine(status.detail())));
        Duration lasted = Duration.between(status.since(), now);
        if (lasted.toMinutes() > 0) {
            parts.add("for " + length(lasted));
        }
        status.leaseEnds().ifPresent(end -> parts.add(lease(Duration.between(now, end))));
        if (status.captured()) {
            parts.add("capture on");
        }
        if (!role.allows(Role.DRIVE)) {
            parts.add("you observe");
        }
        return " " + String.join(" | ", parts) + " ";
    }

    private static String lease(Duration left) {
        return left.isNegative() || left.isZero() ? "lease over" : "lease " + length(left) + " left";
    }

    /// In whole minutes, and nothing finer than a minute: a status line that ticks draws the eye.
    private static String length(Duration time) {
        long minutes = time.toMinutes();
        if (minutes < 1) {
            return "< 1 min";
        }
        if (minutes < 60) {
            return minutes + " min";
        }
        return minutes < 24 * 60
                ? "%d h %02d min".formatted(minutes / 60, minutes % 60)
                : "%d d %d h".formatted(minutes / (24 * 60), minutes / 60 % 24);
    }

    private static String oneLine(String text) {
        return Printable.of(text).replace('\n', ' ').strip();
    }
}
