package io.kdlab.command;

import java.util.Locale;
import java.util.stream.Collectors;

/// The page of reference about commands, made from the table.
public final class CommandReference {
    private CommandReference() {}

    /// Markdown, for `engine/doc/commands.md`.
    public static String markdown(CommandTable table) {
        StringBuilder page = new StringBuilder();
        page.append("""
                # Commands

                Generated from the command table; `./mvnw -pl engine -am test -Dtest=CommandReferenceTest -Dkdlab.docs.write=true`
                writes it anew.

                Numbers are hexadecimal unless `0n` (decimal), `0t` (octal) or `0y` (binary) says otherwise, and a backquote may
                stand inside long ones. Expressions know registers (`@rip`), pseudo-registers (`$ip`, `$ra`, `$t0`), symbols
                (`nt!KeBugCheckEx+0x10`), memory (`poi()`, `by()`, `wo()`, `dwo()`, `qwo()`) and the usual operators. A range is
                `start end`, `start Lcount` or `start L?count`. `;` separates commands, `*` and `$$` begin comments.

                A front with the role *observe* may use what only reads. A command marked with a star reads or acts by what
                follows it; the acting form needs *drive*.

                Commands that read the kernel's structures find them by the names of its symbols; where a name is missing they
                say which. In brackets stands what they were seen to be right about: layouts A and B are the two builds of
                [our kernel](../../hil-tests/target/README.md), whose structures have the same fields at other offsets.

                | command | what it does | role | example |
                |---|---|---|---|
                """);
        for (Command command : table.all()) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %s<br>`%s` | %s | %s%s | `%s` |%n",
                    command.names().stream()
                            .map(name -> "**" + escaped(name) + "**")
                            .collect(Collectors.joining(" ")),
                    inCode(command.usage()),
                    escaped(command.summary())
                            + (command.checkedOn().isEmpty() ? "" : " [" + command.checkedOn() + "]"),
                    command.role().word(),
                    command.actsSometimes() ? " \\*" : "",
                    inCode(command.example())));
        }
        return page.toString().replace(System.lineSeparator(), "\n");
    }

    private static String escaped(String text) {
        return inCode(text).replace("*", "\\*");
    }

    /// Inside backquotes only the table's own bar needs care.
    private static String inCode(String text) {
        return text.replace("|", "\\|");
    }
}
