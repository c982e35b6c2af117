package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.value.Address;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `as aS`: text that a name stands for.
final class SetAlias extends Command {
    private static final Pattern LITERAL = Pattern.compile("\\$\\{/v:([^{}\\s]+)}");
    private static final Set<String> TO_SEMICOLON = Set.of("/e", "/ma", "/mu", "/msa", "/msu", "/x");

    private final Interpreter interpreter;

    SetAlias(Interpreter interpreter) {
        super(
                Role.DRIVE,
                "as name line | aS name phrase | aS name \"phrase\" | as /x name expression | as /ma|/mu|/msa|/msu name"
                        + " address | as /e name variable | aS /f name file | as /c name commands",
                "have a name stand for text: the rest of the line or, with aS, up to the semicolon; /x a value, /m* a"
                        + " string in memory, /e an environment variable of the engine, /f a file, /c what commands print",
                "aS /x start nt!Start; .block { u start L2 }",
                "as",
                "aS");
        this.interpreter = interpreter;
    }

    /// Where the command that begins at `at` ends; its word ends at `name`.
    static int end(String line, int at, int name) {
        Clauses clauses = new Clauses(line, name);
        String first = name < line.length() && line.charAt(name) == ';' ? "" : clauses.word();
        boolean shortOne = line.startsWith("aS", at) && !first.equals("/c") || TO_SEMICOLON.contains(first);
        if (!shortOne) {
            return line.length();
        }
        return Clauses.commandEnd(line, at);
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        String option = arguments.startsWith("/") ? arguments.takeWord() : "";
        String name = name(arguments.takeWord());
        if (name.isEmpty()) {
            throw arguments.refusal(arguments.word() + " needs a name and what it stands for");
        }
        if (name.startsWith("as") || name.startsWith("aS") || name.startsWith("ad") || name.startsWith("al")) {
            throw arguments.refusal("An alias cannot be called '" + name + "': names that begin with as, ad or al are"
                    + " not replaced");
        }
        session.state().aliases().set(name, value(session, option, arguments)).ifPresent(why -> {
            throw new ScriptException(why);
        });
    }

    /// `${/v:name}` keeps a name that is an alias already from being replaced.
    static String name(String word) {
        Matcher literal = LITERAL.matcher(word);
        return literal.matches() ? literal.group(1) : word;
    }

    private String value(CommandSession session, String option, Arguments arguments) {
        return switch (option) {
            case "" -> phrase(arguments);
            case "/x" -> {
                long value = arguments.value();
                arguments.end();
                yield "0x" + Long.toHexString(value);
            }
            case "/ma", "/mu", "/msa", "/msu" -> {
                Address at = arguments.address();
                arguments.end();
                yield TargetText.read(session.target(), at, option.substring(2));
            }
            case "/e" -> {
                String variable = arguments.takeWord();
                yield Optional.ofNullable(System.getenv(variable))
                        .orElseThrow(() -> arguments.refusal(
                                "The engine's environment has no variable " + variable.toUpperCase(Locale.ROOT)));
            }
            case "/f" -> ScriptFile.text(arguments.takeRest());
            case "/c" -> {
                String commands = arguments.takeRest();
                yield session.captured(() -> interpreter.execute(session, commands));
            }
            default -> throw arguments.refusal("as knows /x /ma /mu /msa /msu /e /f /c, not '" + option + "'");
        };
    }

    private static String phrase(Arguments arguments) {
        String text = arguments.takeRest();
        boolean quoted = arguments.word().equals("aS") && text.startsWith("\"");
        int end = quoted ? Clauses.quoteEnd(text, 0) : 0;
        return quoted ? text.substring(1, end) : text;
    }
}
