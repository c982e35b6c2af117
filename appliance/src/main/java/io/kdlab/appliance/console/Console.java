package io.kdlab.appliance.console;

import io.kdlab.capture.PacketTrace;
import io.kdlab.engine.Front;
import io.kdlab.engine.FrontSink;
import io.kdlab.session.EndPolicy;
import java.util.Optional;

/// Where commands come from and output goes to.
///
/// It is the sink of a front; [#run] then feeds the front until somebody leaves or the session is over.
public sealed interface Console extends FrontSink permits ScriptConsole, TerminalConsole {
    /// How a console ended.
    sealed interface End {
        /// The person asked to quit (`q`), and perhaps said what shall become of the target.
        record Quit(Optional<EndPolicy> after) implements End {}

        /// The input is over, or the person left; the session goes on.
        record Left() implements End {}

        /// The session is over. `why` has been shown.
        record SessionOver(String why) implements End {}

        /// A command of a script failed. What went wrong has been shown.
        record Failed() implements End {}
    }

    /// A packet trace that is shown where the output goes, or beside it.
    ///
    /// @param on whether it shows packets from the start
    PacketTrace trace(boolean on);

    /// Feeds the front. Returns when it is over.
    End run(Front front) throws InterruptedException;
}
