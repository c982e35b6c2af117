package io.kdlab.engine;

import io.kdlab.session.EndPolicy;
import java.util.Optional;

/// What became of what a front asked for. The texts have been shown to that front already.
public sealed interface CommandOutcome {
    /// It was done.
    record Done() implements CommandOutcome {}

    /// It could not be done.
    record Failed(String why) implements CommandOutcome {}

    /// The front may not do that.
    record Refused(String why) implements CommandOutcome {}

    /// The front asked to end (`q`), and maybe said what shall become of a stopped target.
    ///
    /// The session is as it was: a remote front just leaves, a bench calls [HostEngine#end].
    record Quit(Optional<EndPolicy> policy) implements CommandOutcome {}
}
