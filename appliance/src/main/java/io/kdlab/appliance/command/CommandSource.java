package io.kdlab.appliance.command;

import io.kdlab.appliance.console.Console;
import io.kdlab.appliance.console.ConsoleOptions;
import io.kdlab.appliance.console.ScriptConsole;
import io.kdlab.appliance.console.TerminalConsole;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a console's commands come from: `-c`, a file, a pipe, or a person.
public final class CommandSource {
    @Option(
            names = "-c",
            paramLabel = "COMMANDS",
            description = "Runs these commands, separated by semicolons, and ends. May be given several times.")
    private List<String> commands = new ArrayList<>();

    @Option(names = "-cf", paramLabel = "FILE", description = "Runs the commands of a file, a line each, and ends.")
    private @Nullable Path file;

    @Option(names = "--no-color", description = "Shows everything in one colour, as NO_COLOR in the environment does.")
    private boolean colourless;

    @Option(names = "--no-page", description = "Does not stop long output at each screenful.")
    private boolean endless;

    private ConsoleOptions options() {
        ConsoleOptions standard = ConsoleOptions.of(Login.home(), System.getenv());
        ConsoleOptions coloured = colourless ? standard.withoutColour() : standard;
        return endless ? coloured.withoutPages() : coloured;
    }

    /// Opens the console.
    Console open() throws IOException {
        List<String> given = new ArrayList<>(commands);
        if (file != null) {
            if (!Files.isReadable(file)) {
                throw new Failure("the command file " + file + " cannot be read");
            }
            given.addAll(Files.readAllLines(file));
        }
        if (!given.isEmpty()) {
            return ScriptConsole.of(given, System.out);
        }
        java.io.Console terminal = System.console();
        return terminal != null && terminal.isTerminal()
                ? TerminalConsole.open(options())
                : ScriptConsole.reading(
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), System.out);
    }
}
