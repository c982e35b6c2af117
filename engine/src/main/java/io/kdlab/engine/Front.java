package io.kdlab.engine;

import io.kdlab.command.Completion;
import io.kdlab.session.Role;
import java.util.concurrent.CompletionStage;

/// One debugging client of a host engine. All methods return at once and may be called from any thread.
public interface Front extends AutoCloseable {
    /// Who it is.
    FrontIdentity identity();

    /// What it may do.
    Role role();

    /// Queues a command line; its output comes through the sink. Completes when the line is done, which for `g`
    /// means the next stop.
    CompletionStage<CommandOutcome> execute(String line);

    /// Out of band: breaks into a running target, or stops the command that runs. An observer is refused.
    CommandOutcome interrupt();

    /// Answers the target's question. Refused when none is open, or for an observer.
    CommandOutcome answer(String text);

    /// Agrees on packet order with the target anew, when the link is out of sync (CTRL+R). An observer is refused.
    CommandOutcome resynchronise();

    /// What a line could go on with at the cursor. Never touches the target, and never waits for it.
    CompletionStage<Completion> complete(String line, int cursor);

    /// Leaves. The session stays as it is.
    @Override
    void close();
}
