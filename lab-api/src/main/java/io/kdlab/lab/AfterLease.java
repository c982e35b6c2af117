package io.kdlab.lab;

/// What becomes of a target that its holder broke into, when the lease ends.
public enum AfterLease {
    /// What the target's configuration says.
    AS_CONFIGURED,
    /// It is resumed.
    RESUME,
    /// It stays stopped, for whoever takes it next.
    LEAVE_STOPPED;

    public boolean leavesStopped(Target target) {
        return switch (this) {
            case AS_CONFIGURED -> target.leaveStopped();
            case RESUME -> false;
            case LEAVE_STOPPED -> true;
        };
    }
}
