package io.kdlab.command;

import io.kdlab.expression.Cursor;
import io.kdlab.expression.Evaluator;
import io.kdlab.expression.ExpressionException;
import io.kdlab.session.Role;
import io.kdlab.target.EngineException;
import java.util.List;
import java.util.Optional;

/// Reads typed lines and runs their commands one after the other. The first that fails ends its line.
///
/// Stateless: what commands remember is in [CommandState].
public final class Interpreter {
    /// A line longer than this was not typed by a person.
    private static final int LONGEST_LINE = 0x4000;

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
    /// does not exist needs none, because all it does is to be refused.
    public Role roleFor(String line) {
        Role needed = Role.OBSERVE;
        for (Cursor cursor : CommandLine.split(line)) {
            String word = takeName(cursor);
            String rest = cursor.rest();
            Role role = table.find(word).map(command -> command.roleFor(rest)).orElse(Role.OBSERVE);
            needed = needed.allows(role) ? needed : role;
        }
        return needed;
    }

    /// Runs `line`. What goes wrong is shown on the session's output in one line, and returned.
    public Optional<String> run(CommandSession session, String line) {
        if (line.length() > LONGEST_LINE) {
            return failed(session, "The line has " + line.length() + " characters; a line may have " + LONGEST_LINE);
        }
        for (Cursor cursor : CommandLine.split(line)) {
            Optional<String> failure = runOne(session, cursor);
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    private Optional<String> runOne(CommandSession session, Cursor cursor) {
        String word = takeName(cursor);
        Optional<Command> command = table.find(word);
        if (command.isEmpty()) {
            return failed(session, unknown(word.isEmpty() ? cursor.command() : word));
        }
        try {
            command.get().run(session, new Arguments(word, cursor, new Evaluator(new SessionScope(session))));
            return Optional.empty();
        } catch (ExpressionException e) {
            String message = String.valueOf(e.getMessage());
            return failed(
                    session,
                    e.pointed() ? " ".repeat(session.prompt().length() + e.column()) + "^ " + message : message);
        } catch (EngineException e) {
            return failed(session, String.valueOf(e.getMessage()));
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
