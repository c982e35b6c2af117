package io.kdlab.target;

import io.kdlab.value.NtStatus;

/// The target answered with a failure status.
public final class RequestRefused extends EngineException {
    private final NtStatus status;

    /// `what` names the request in a person's words.
    public RequestRefused(String what, NtStatus status) {
        super("the target refused to " + what + " (status " + status + ")");
        this.status = status;
    }

    /// What the target answered.
    public NtStatus status() {
        return status;
    }
}
