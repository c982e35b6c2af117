package io.kdlab.command;

import io.kdlab.session.Role;
import java.util.List;

/// One command of the command language.
///
/// A command cannot be written without saying what role it needs; whoever executes a line compares that with
/// the front's role before anything runs.
public abstract class Command {
    private final Role role;
    private final List<String> names;
    private final String usage;
    private final String summary;
    private final String example;

    /// Says what everybody must know about a command.
    ///
    /// @param role the least role that may use it in its reading form; see [#roleFor]
    /// @param usage its arguments in the field's notation, names included
    /// @param summary one sentence, without a full stop
    /// @param example a line that works
    /// @param names what it is called by, the usual name first
    protected Command(Role role, String usage, String summary, String example, String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("a command needs a name: " + usage);
        }
        this.role = role;
        this.names = List.of(names);
        this.usage = usage;
        this.summary = summary;
        this.example = example;
    }

    /// The role that its reading form needs.
    public final Role role() {
        return role;
    }

    /// The role that it needs with `arguments`, never less than [#role]: some commands read or write by what
    /// follows them.
    public Role roleFor(String arguments) {
        return role;
    }

    /// Whether [#roleFor] may ask for more than [#role].
    public boolean actsSometimes() {
        return false;
    }

    /// What it is called by, the usual name first.
    public final List<String> names() {
        return names;
    }

    /// Its arguments, names included.
    public final String usage() {
        return usage;
    }

    /// What it does, in one sentence.
    public final String summary() {
        return summary;
    }

    /// A line that works.
    public final String example() {
        return example;
    }

    /// Which kernels a command of kernel structures was seen to be right about; empty for other commands, which need no
    /// structures.
    public String checkedOn() {
        return "";
    }

    /// Whether `word` names it; commands with option letters in their names (`kvn`, `lmvm`) accept more than
    /// [#names].
    public boolean answersTo(String word) {
        return names.contains(word);
    }

    /// Does it. Throws `ExpressionException` or `EngineException`, whose messages are shown.
    public abstract void run(CommandSession session, Arguments arguments);
}
