package io.kdlab.engine;

import io.kdlab.command.Completion;
import io.kdlab.session.Role;
import io.kdlab.value.Epoch;
import java.util.concurrent.CompletionStage;

/// A front as its engine keeps it.
final class SessionFront implements Front {
    private final HostEngine engine;
    private final FrontIdentity identity;
    private final Role role;
    private final Epoch epoch;
    private final FrontLine line;

    SessionFront(HostEngine engine, FrontIdentity identity, Role role, Epoch epoch, FrontSink sink) {
        this.engine = engine;
        this.identity = identity;
        this.role = role;
        this.epoch = epoch;
        this.line = new FrontLine(identity.who(), sink, why -> engine.left(this, "disabled: " + why));
    }

    /// Under which it joined.
    Epoch epoch() {
        return epoch;
    }

    FrontLine line() {
        return line;
    }

    @Override
    public FrontIdentity identity() {
        return identity;
    }

    @Override
    public Role role() {
        return role;
    }

    @Override
    public CompletionStage<CommandOutcome> execute(String text) {
        // A script that leaves at the outcome must not lose what the command printed.
        return engine.execute(this, text)
                .thenCompose(outcome -> line.delivered().thenApply(_ -> outcome))
                .minimalCompletionStage();
    }

    @Override
    public CommandOutcome interrupt() {
        return engine.interrupt(this);
    }

    @Override
    public CommandOutcome answer(String text) {
        return engine.answer(this, text);
    }

    @Override
    public CommandOutcome resynchronise() {
        return engine.resynchronise(this);
    }

    @Override
    public CompletionStage<Completion> complete(String text, int cursor) {
        return engine.complete(text, cursor).minimalCompletionStage();
    }

    @Override
    public void close() {
        engine.left(this, "left");
    }
}
