package io.kdlab.session;

import io.kdlab.stub.StopReport;
import io.kdlab.target.StopEvent;
import io.kdlab.target.TargetState;
import java.time.Instant;

/// What a session tells the engine above it. Called by the thread that owns the target; must not block.
public interface SessionListener {
    /// The target printed.
    void printed(String text, Instant time);

    /// The target asks and waits.
    void asked(String prompt, int maxLength, Instant time);

    /// The question is no longer open.
    void askedNoMore();

    /// The state changed. Comes before [#stopped].
    void changed(TargetState state);

    /// The first stop since the link came up: version and data block have just been read.
    void established(boolean again);

    /// The target stopped and stays stopped.
    void stopped(StopEvent event);

    /// The target reported an image; it has been continued, or is about to be.
    void image(StopReport.Cause.Symbols image);

    /// The target went down or restarted: modules, contexts and sites are forgotten.
    void rebooted();

    /// Something that a person should know.
    void notice(String text);
}
