package io.kdlab.command;

import io.kdlab.session.Role;
import java.util.List;
import java.util.Optional;

/// `.help .hh`: what commands there are and how one is used.
final class Help extends Command {
    private final CommandTable table;

    Help(CommandTable table) {
        super(Role.OBSERVE, ".help [command]", "list the commands, or show how one is used", ".hh ba", ".help", ".hh");
        this.table = table;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        String word = arguments.takeWord();
        arguments.end();
        if (word.isEmpty()) {
            list(session.out(), table);
            return;
        }
        Optional<Command> command = table.find(word);
        if (command.isEmpty()) {
            List<String> nearest = table.nearest(word);
            throw arguments.refusal("No command is called '" + word + "'"
                    + (nearest.isEmpty() ? "" : "; nearest: " + String.join(" ", nearest)));
        }
        Output out = session.out();
        out.line(command.get().usage());
        out.line("    " + command.get().summary());
        if (command.get().names().size() > 1) {
            out.line("    names: " + String.join(" ", command.get().names()));
        }
        out.line("    needs the role " + command.get().role().word()
                + (command.get().actsSometimes() ? "; the acting form needs " + Role.DRIVE.word() : ""));
        out.line("    example: " + command.get().example());
    }

    static void list(Output out, CommandTable table) {
        for (Command command : table.all()) {
            out.line(command.usage());
            out.line("    " + command.summary());
        }
        out.line("Numbers are hexadecimal: 0n marks decimal, 0t octal, 0y binary. ; separates commands.");
    }
}
