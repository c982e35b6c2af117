package io.kdlab.link;

/// A packet was given up; whether it arrived is unknown.
public final class LinkFailedException extends Exception {
    private static final long serialVersionUID = 1;

    private final LinkFailure failure;

    LinkFailedException(LinkFailure failure) {
        super(failure.words(), null, false, false);
        this.failure = failure;
    }

    /// Why.
    public LinkFailure failure() {
        return failure;
    }
}
