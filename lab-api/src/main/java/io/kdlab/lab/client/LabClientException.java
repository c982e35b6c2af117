package io.kdlab.lab.client;

import io.kdlab.lab.v1.Problem;
import org.jspecify.annotations.Nullable;

/// A call to the lab did not succeed. The message is the one line to show.
public sealed class LabClientException extends RuntimeException {
    private LabClientException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /// The box answered, and said no.
    public static final class Refused extends LabClientException {
        private final transient Problem problem;

        public Refused(Problem problem) {
            super(problem.detail(), null);
            this.problem = problem;
        }

        /// With the holder and the end of his lease, where those are the reason.
        public Problem problem() {
            return problem;
        }
    }

    /// No answer came, or one of something else than the box that is trusted.
    public static final class Unreachable extends LabClientException {
        public Unreachable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
