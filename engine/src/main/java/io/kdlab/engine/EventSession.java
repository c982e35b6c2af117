package io.kdlab.engine;

import io.kdlab.breakpoint.Proceed;
import io.kdlab.command.Output;
import io.kdlab.session.EndPolicy;
import io.kdlab.session.GoHow;
import io.kdlab.session.StepKind;
import io.kdlab.target.StopEvent;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import java.util.Optional;
import java.util.Set;

/// The session as commands at an event see it: what would resume the target ends them instead, and the target goes on
/// when they have ended.
final class EventSession extends EngineSession {
    /// A command wants the target to go on: not an error, but the end of the commands.
    static final class GoingOn extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Proceed how;

        GoingOn(Proceed how) {
            super("the target goes on", null, false, false);
            this.how = how;
        }

        Proceed how() {
            return how;
        }
    }

    EventSession(Machinery machinery, Output out) {
        // Who left the commands was asked for his role then.
        super(machinery, (role, command) -> Optional.empty(), out, "");
    }

    @Override
    public StopEvent go(GoHow how, Set<Address> until) {
        if (!until.isEmpty()) {
            throw new Unsupported("commands at an event take g without addresses: set a breakpoint with /1 instead");
        }
        throw new GoingOn(new Proceed.Go(how));
    }

    @Override
    public StopEvent goOn() {
        throw new GoingOn(Proceed.AS);
    }

    @Override
    public StopEvent step(StepKind kind) {
        throw new GoingOn(new Proceed.Step(kind));
    }

    @Override
    public StopEvent stepQuietly(StepKind kind) {
        throw new Unsupported("commands at an event take single steps only (p, t, gu)");
    }

    @Override
    public void selectProcessor(int processor) {
        throw new Unsupported("commands at an event cannot choose another processor");
    }

    @Override
    public void reboot() {
        super.reboot();
        throw new GoingOn(new Proceed.Gone());
    }

    @Override
    public void crash() {
        super.crash();
        throw new GoingOn(new Proceed.Gone());
    }

    @Override
    public void quit(Optional<EndPolicy> policy) {
        throw new Unsupported("commands at an event cannot end somebody's session");
    }
}
