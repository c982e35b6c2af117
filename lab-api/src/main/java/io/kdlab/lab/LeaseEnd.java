package io.kdlab.lab;

/// What the box does when a lease ends. The gate has moved before either is called.
public interface LeaseEnd {
    /// Tells whoever drove under the lease that it is over. Returns at once, and needs nobody's cooperation.
    void tell(EndedLease end);

    /// Removes, under the box's epoch, what the lease left on the target, and resumes it if it should be.
    ///
    /// Runs on a thread of its own, which is interrupted when somebody else may no longer wait. Runs again after a
    /// restart of the box if it had not finished.
    void cleanUp(EndedLease end) throws InterruptedException;
}
