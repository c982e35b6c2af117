package io.kdlab.command;

import io.kdlab.expression.Cursor;
import io.kdlab.expression.Evaluator;
import io.kdlab.expression.ExpressionException;
import io.kdlab.session.Role;
import io.kdlab.target.EngineException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads typed lines and runs their commands one after the other. The first that fails ends its line.
///
/// Stateless: what commands remember is in [CommandState].
public final class Interpreter {
    /// A line longer than this was not typed by a person.
    private static final int LONGEST_LINE = 0x4000;

    /// Names that are no words, the longer ones first.
    private static final List<String> SCRIPTS = List.of("$$>a<", "$$><", "$$<", "$><", "$<");

    private final CommandTable table;

    /// Over the commands of `table`.
    public Interpreter(CommandTable table) {
        this.table = table;
    }

    /// The commands there are.
    public CommandTable table() {
        return table;
    }

    /// The role that somebody needs to have `line` executed: that of its most demanding command. A command that
    /// does not exist needs none, because all it does is to be refused. What aliases and scripts stand for
    /// is not seen here: each command asks [CommandSession#permit] once more before it runs.
    public Role roleFor(String line) {
        Role needed = Role.OBSERVE;
        try {
            for (Cursor cursor : CommandLine.split(line)) {
                String word = takeName(cursor);
                String rest = cursor.rest();
                Role role =
                        table.find(word).map(command -> command.roleFor(rest)).orElse(Role.OBSERVE);
                needed = needed.allows(role) ? needed : role;
            }
        } catch (ScriptException malformed) {
            // It will be refused as a whole before any of it runs.
        }
        return needed;
    }

    /// Runs `line`. What goes wrong is shown on the session's output in one line, and returned.
    public Optional<String> run(CommandSession session, String line) {
        if (line.length() > LONGEST_LINE) {
            return failed(session, "The line has " + line.length() + " characters; a line may have " + LONGEST_LINE);
        }
        try {
            commands(session, line, session.state().aliases().expand(line));
            return Optional.empty();
        } catch (ExpressionException e) {
            String message = String.valueOf(e.getMessage());
            return failed(
                    session,
                    e.pointed() ? " ".repeat(session.prompt().length() + e.column()) + "^ " + message : message);
        } catch (EngineException | ScriptException | Jump e) {
            return failed(session, String.valueOf(e.getMessage()));
        }
    }

    /// The value of `expression`, for the session's own use. Throws `ExpressionException`.
    public long evaluate(CommandSession session, String expression) {
        return value(session, expression);
    }

    /// Runs commands that a command holds. What goes wrong is thrown.
    void execute(CommandSession session, String text) {
        execute(session, text, Map.of());
    }

    /// The same, with names that stand for other text in these commands only.
    void execute(CommandSession session, String text, Map<String, String> own) {
        commands(session, "", session.state().aliases().expand(text, own));
    }

    /// The value of all of `expression`.
    long value(CommandSession session, String expression) {
        try {
            return new Evaluator(new SessionScope(session)).evaluate(expression.strip());
        } catch (ExpressionException e) {
            throw e.unpointed();
        }
    }

    /// @param typed what stands on the person's screen: in other text no column is worth pointing at
    private void commands(CommandSession session, String typed, String text) {
        Nesting nesting = session.state().nesting();
        nesting.enter();
        try {
            List<Cursor> all = CommandLine.split(text);
            int next = 0;
            while (next < all.size()) {
                session.checkCancelled();
                nesting.count();
                next = one(session, all.get(next)) ? next + 1 : 0;
            }
        } catch (ExpressionException e) {
            throw typed.equals(text) ? e : e.unpointed();
        } finally {
            nesting.leave();
        }
    }

    /// Runs one command; false when the text begins again.
    private boolean one(CommandSession session, Cursor cursor) {
        cursor.rewind();
        String word = takeName(cursor);
        Command command = table.find(word)
                .orElseThrow(() -> ExpressionException.of(unknown(word.isEmpty() ? cursor.command() : word), cursor));
        session.permit(command.roleFor(cursor.rest()), cursor.command()).ifPresent(why -> {
            throw ExpressionException.of(why, cursor);
        });
        try {
            Arguments arguments = new Arguments(word, cursor, new Evaluator(new SessionScope(session)));
            WireStats.around(session, () -> command.run(session, arguments));
            return true;
        } catch (Jump jump) {
            if (jump.to() == Jump.To.AGAIN) {
                return false;
            }
            throw jump;
        }
    }

    private String unknown(String word) {
        if (word.startsWith("!")) {
            return "No extension command is called '" + word + "'; ? lists the commands there are";
        }
        List<String> nearest = table.nearest(word);
        return "No command is called '" + word + "'"
                + (nearest.isEmpty() ? "" : "; nearest: " + String.join(" ", nearest))
                + "; ? lists all of them";
    }

    private static Optional<String> failed(CommandSession session, String message) {
        session.out().error(message);
        return Optional.of(message.strip());
    }

    /// The command's name: letters, or one kind of sign, or `.` and letters. What follows may be glued to it
    /// (`~1s`, `r@rax`).
    private static String takeName(Cursor cursor) {
        StringBuilder name = new StringBuilder();
        char first = cursor.peek();
        if (first == '$') {
            return SCRIPTS.stream().filter(cursor::take).findFirst().orElse("$");
        }
        if (first == '.' || first == '!') {
            do {
                name.append(cursor.next());
            } while (Character.isLetterOrDigit(cursor.peek()) || cursor.peek() == '_' || cursor.peek() == '.');
        } else if (Character.isLetter(first)) {
            while (Character.isLetter(cursor.peek())) {
                name.append(cursor.next());
            }
        } else if (!cursor.atEnd()) {
            do {
                name.append(cursor.next());
            } while (cursor.peek() == first && !cursor.atEnd());
        }
        return name.toString();
    }
}
