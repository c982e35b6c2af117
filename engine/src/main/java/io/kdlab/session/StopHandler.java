package io.kdlab.session;

import io.kdlab.stub.StopReport;

/// Who decides what a stop means: whoever placed breakpoints. Called by the thread that owns the target.
public interface StopHandler {
    /// Whether the target stays stopped, and as what.
    Verdict judge(StopReport report);

    /// Whether the report of an image is to be judged like any other stop; otherwise the target goes on at once.
    boolean concerns(StopReport report);

    /// Whether a kernel that starts up shall be broken into.
    boolean breaksAtBoot();

    /// The target is about to be continued without anybody's wish (after an image was reported): put back what
    /// the stop removed.
    void beforeContinue(StopReport report);

    /// What the debug control register must hold while the target runs.
    ///
    /// @param reported what the target last said it holds
    long dr7(long reported);

    /// Whatever was placed in the target is gone.
    void forget();
}
