package io.kdlab.lab;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// The lab says no. The message is the one line that a user reads: what, who, until when, what to do.
public abstract sealed class LabException extends RuntimeException {
    private LabException(String message) {
        super(message, null, false, true);
    }

    /// A time as users read it: UTC, without fractions.
    public static String at(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// No target of that name.
    public static final class UnknownTarget extends LabException {
        private final transient List<String> known;

        public UnknownTarget(String name, List<String> known) {
            super("no target \"%s\" here; %s"
                    .formatted(name, known.isEmpty() ? "none is configured" : "known: " + listed(known)));
            this.known = List.copyOf(known);
        }

        /// The nearest first.
        public List<String> known() {
            return known;
        }

        private static String listed(List<String> names) {
            int more = names.size() - 10;
            return String.join(", ", names.subList(0, Math.min(10, names.size())))
                    + (more > 0 ? " and " + more + " more" : "");
        }
    }

    /// Somebody holds the target, and the request needs it to be free or to be the caller's.
    public static final class Held extends LabException {
        private final transient Lease lease;

        public Held(Lease lease, String whatToDo) {
            super("%s is held by %s until %s (%s); %s"
                    .formatted(lease.target(), lease.holder(), at(lease.until()), lease.why(), whatToDo));
            this.lease = lease;
        }

        public Lease lease() {
            return lease;
        }
    }

    /// Nobody holds the target, and the request needs a lease.
    public static final class NotHeld extends LabException {
        public NotHeld(String target) {
            super("%s is held by nobody; take it first: kdlab take %s --for 30m --why \"…\"".formatted(target, target));
        }
    }

    /// A value that the lab does not take.
    public static final class BadValue extends LabException {
        public BadValue(String message) {
            super(message);
        }
    }

    /// The caller's role does not reach.
    public static final class NotAllowed extends LabException {
        public NotAllowed(String message) {
            super(message);
        }
    }

    /// No user or token of that name.
    public static final class NotFound extends LabException {
        public NotFound(String message) {
            super(message);
        }
    }

    /// It is there already.
    public static final class Exists extends LabException {
        public Exists(String message) {
            super(message);
        }
    }
}
