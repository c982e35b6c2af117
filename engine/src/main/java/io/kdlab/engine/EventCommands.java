package io.kdlab.engine;

import io.kdlab.arch.RegisterFile;
import io.kdlab.breakpoint.Proceed;
import io.kdlab.breakpoint.Reactions;
import io.kdlab.command.Interpreter;
import io.kdlab.command.StopText;
import io.kdlab.expression.ExpressionException;
import io.kdlab.inspect.Structure;
import io.kdlab.inspect.ThreadRegisters;
import io.kdlab.session.OutputKind;
import io.kdlab.stub.StopReport;
import io.kdlab.target.EngineException;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import io.kdlab.target.Unsupported;
import io.kdlab.unwind.ModuleUnwind;
import io.kdlab.unwind.StackWalk;
import io.kdlab.value.Address;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Conditions and commands that people left for breakpoints and events, seen and run as if they were typed.
///
/// They run before anybody is told that the target has stopped. A command that would resume it ends them: it says how
/// the target goes on.
final class EventCommands implements Reactions {
    private static final Logger LOG = LoggerFactory.getLogger(EventCommands.class);

    private final Machinery machinery;
    private final Fronts fronts;
    private final Interpreter interpreter;

    EventCommands(Machinery machinery, Fronts fronts, Interpreter interpreter) {
        this.machinery = machinery;
        this.fronts = fronts;
        this.interpreter = interpreter;
    }

    @Override
    public boolean holds(String condition) {
        machinery.commandState().stopped();
        try {
            return interpreter.evaluate(quietly(), condition) != 0;
        } catch (ExpressionException wrong) {
            // Said where the breakpoint is known.
            throw new Unsupported("the condition '%s': %s".formatted(condition, wrong.getMessage()));
        }
    }

    @Override
    public Proceed run(StopReport report, StopReason reason, String commands) {
        machinery.commandState().stopped();
        StopEvent event = new StopEvent(
                report.processor(),
                report.processors(),
                report.thread(),
                report.pc(),
                reason,
                machinery.options().clock().instant());
        machinery.stopped(event);
        return machinery.session().react(() -> {
            var session = new EventSession(machinery, fronts::text);
            try {
                interpreter.run(session, commands);
                return Proceed.STAY;
            } catch (EventSession.GoingOn goingOn) {
                return goingOn.how();
            } catch (EngineException gone) {
                throw gone;
            } catch (RuntimeException bug) {
                // The thread that owns the target must outlive it.
                LOG.error("commands {} failed", commands, bug);
                fronts.text(OutputKind.ERROR, "These commands failed inside kdlab (" + bug + "); the log has more.\n");
                return Proceed.STAY;
            }
        });
    }

    @Override
    public Optional<Address> resolve(String expression) {
        try {
            return Optional.of(new Address(interpreter.evaluate(quietly(), expression)));
        } catch (ExpressionException unknown) {
            return Optional.empty();
        }
    }

    @Override
    public int depth(int most) {
        RegisterFile registers = machinery.session().target().registers();
        var unwind = new ModuleUnwind(machinery.symbols());
        return StackWalk.of(registers, machinery.session().target(), unwind, most)
                .frames()
                .size();
    }

    @Override
    public Address process() {
        Structure thread = ThreadRegisters.thread(
                machinery.session().report().thread(), machinery.session().target(), machinery.symbols());
        return new Address(thread.get(thread.has("ApcState.Process") ? "ApcState.Process" : "ApcProcess"));
    }

    @Override
    public void tell(StopReason reason) {
        fronts.text(OutputKind.NORMAL, StopText.line(reason) + "\n");
    }

    private EngineSession quietly() {
        return new EventSession(machinery, (kind, text) -> {});
    }
}
