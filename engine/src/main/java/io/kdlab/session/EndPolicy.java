package io.kdlab.session;

/// What becomes of a stopped target when nobody drives it any more.
public enum EndPolicy {
    /// Resume it if a debugger wanted it stopped; one that stands at an exception or a bug check stays stopped.
    RESUME,
    /// Leave it as it is.
    LEAVE_STOPPED
}
