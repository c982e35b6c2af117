package io.kdlab.command;

import io.kdlab.session.Role;
import java.util.List;
import java.util.Map;

/// A command that holds other commands and decides whether and how often they run.
abstract class Program extends Command {
    private final Interpreter interpreter;

    Program(Interpreter interpreter, String usage, String summary, String example, String name) {
        super(Role.OBSERVE, usage, summary, example, name);
        this.interpreter = interpreter;
    }

    /// The commands that `arguments` hold.
    abstract List<String> held(String arguments);

    @Override
    public final boolean actsSometimes() {
        return true;
    }

    /// The role of the most demanding command it holds. What aliases stand for is looked at when it runs.
    @Override
    public final Role roleFor(String arguments) {
        try {
            return held(arguments).stream().map(interpreter::roleFor).reduce(Role.OBSERVE, Program::more);
        } catch (ScriptException malformed) {
            // It will be refused before any of it runs.
            return Role.OBSERVE;
        }
    }

    private static Role more(Role one, Role other) {
        return one.allows(other) ? one : other;
    }

    /// Runs commands inside this one.
    final void execute(CommandSession session, String text) {
        interpreter.execute(session, text);
    }

    /// Runs the body of a loop; false when `.break` ended it.
    final boolean iterate(CommandSession session, String text) {
        return iterate(session, text, Map.of());
    }

    /// The same, with names that stand for other text in the body only.
    final boolean iterate(CommandSession session, String text, Map<String, String> own) {
        session.checkCancelled();
        session.state().nesting().count();
        try {
            interpreter.execute(session, text, own);
        } catch (Jump jump) {
            if (jump.to() == Jump.To.BREAK) {
                return false;
            }
            if (jump.to() != Jump.To.CONTINUE) {
                throw jump;
            }
        }
        return true;
    }

    /// Whether a condition holds now.
    final boolean holds(CommandSession session, String condition) {
        return value(session, condition) != 0;
    }

    /// The value of an expression.
    final long value(CommandSession session, String expression) {
        return interpreter.value(session, expression);
    }
}
