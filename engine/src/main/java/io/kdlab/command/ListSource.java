package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.symbol.SourceFile;
import io.kdlab.symbol.SourceLine;
import io.kdlab.symbol.SourceLines;
import io.kdlab.symbol.SymbolFileException;
import io.kdlab.value.Address;
import java.util.List;

/// `ls`, `lsa`, `lsf`, `lsc`: lines of source.
final class ListSource extends Command {
    private static final int COUNT = 10;
    private static final int BEFORE = 4;

    /// What is shown.
    private enum Form {
        /// Where the last one ended.
        ON,
        /// Around an address.
        ADDRESS,
        /// From the begin of a file.
        FILE,
        /// The name of the file.
        NAME
    }

    private final Form form;

    private ListSource(Form form, String usage, String summary, String example, String name) {
        super(Role.OBSERVE, usage, summary, example, name);
        this.form = form;
    }

    static List<Command> all() {
        return List.of(
                new ListSource(
                        Form.ON,
                        "ls [first][,count]",
                        "show lines of the current source file, decimal numbers",
                        "ls 20,5",
                        "ls"),
                new ListSource(
                        Form.ADDRESS,
                        "lsa [address[,first[,count]]]",
                        "show the lines of source around the code at an address",
                        "lsa .",
                        "lsa"),
                new ListSource(
                        Form.FILE,
                        "lsf file",
                        "make a source file that the symbols name the current one",
                        "lsf sim.c",
                        "lsf"),
                new ListSource(Form.NAME, "lsc", "show which source file is the current one", "lsc", "lsc"));
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        try {
            switch (form) {
                case ADDRESS -> around(session, arguments);
                case FILE -> file(session, arguments);
                case ON -> {
                    SourceText text = current(session, arguments);
                    int first = decimal(arguments, text.next());
                    int count = arguments.take(",") ? decimal(arguments, COUNT) : COUNT;
                    arguments.end();
                    session.state().source(text.show(session.out(), first, count, 0));
                }
                case NAME -> {
                    arguments.end();
                    SourceText text = current(session, arguments);
                    session.out().line("Current: " + text.file().path() + "(" + text.next() + ")");
                }
            }
        } catch (SymbolFileException e) {
            throw arguments.refusal(e.problem());
        }
    }

    private static SourceText current(CommandSession session, Arguments arguments) {
        return session.state()
                .source()
                .orElseThrow(() -> arguments.refusal("No current source file; lsa and lsf make one"));
    }

    private static void around(CommandSession session, Arguments arguments) {
        Address at = arguments.isEmpty() ? SetContext.registers(session).pc() : arguments.address();
        SourceLine line = session.symbols()
                .line(at)
                .orElseThrow(() -> arguments.refusal(
                        "No source line for " + SymbolText.of(session).orNumber(at)));
        int first = arguments.take(",") ? decimal(arguments, line.line()) : line.line() - BEFORE;
        int count = arguments.take(",") ? decimal(arguments, COUNT) : COUNT;
        arguments.end();
        String module = session.symbols().modules().containing(at).orElseThrow().name();
        SourceFile file = new SourceLines(session.symbols())
                .files(module, line.file()).stream().findFirst().orElseThrow();
        SourceText text = new SourceText(file, session.state().sourcePath().read(file), line.line());
        session.state().source(text.show(session.out(), first, count, line.line()));
    }

    private static void file(CommandSession session, Arguments arguments) {
        String name = arguments.takeRest();
        List<SourceFile> files = new SourceLines(session.symbols()).files("*", name);
        if (files.isEmpty()) {
            throw arguments.refusal("no symbols name a source file '" + name + "'");
        }
        SourceText text =
                new SourceText(files.getFirst(), session.state().sourcePath().read(files.getFirst()), 1);
        session.state().source(text);
    }

    /// Numbers of lines are decimal whatever the radix.
    private static int decimal(Arguments arguments, int otherwise) {
        arguments.startsWith("");
        String digits = arguments.takeName();
        if (digits.isEmpty()) {
            return otherwise;
        }
        if (!digits.matches("\\d{1,7}")) {
            throw arguments.error("Numeric expression missing");
        }
        return Integer.parseInt(digits);
    }
}
