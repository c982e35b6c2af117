package io.kdlab.command;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `.foreach`: commands for each word of some text, which other commands print, or which is given, or lies
/// in a file.
final class ForEach extends Program {
    private static final int MOST_SKIPPED = 0x1_0000;

    /// Where the words come from.
    private enum Source {
        COMMANDS,
        TEXT,
        FILE
    }

    /// What stands behind the word.
    ///
    /// @param first expression for how many words are passed over at the begin; empty for none
    /// @param between the same, after each word that was used
    private record Parts(
            Source source,
            Optional<String> first,
            Optional<String> between,
            String variable,
            String from,
            String body) {}

    ForEach(Interpreter interpreter) {
        super(
                interpreter,
                ".foreach [/pS n] [/ps n] [/s | /f] (variable { commands } | \"text\" | \"file\") { commands }",
                "run commands for each word that other commands print, or of a text or file; /pS passes over the first"
                        + " n words, /ps over n words after each",
                ".foreach (place { s -[1]b nt!Greeting L20 6c }) { db place L4 }",
                ".foreach");
    }

    static Parts read(Clauses clauses) {
        Source source = Source.COMMANDS;
        Optional<String> first = Optional.empty();
        Optional<String> between = Optional.empty();
        String option = clauses.word();
        while (!option.isEmpty()) {
            switch (option) {
                case "/pS" -> first = Optional.of(clauses.word());
                case "/ps" -> between = Optional.of(clauses.word());
                case "/s" -> source = Source.TEXT;
                case "/f" -> source = Source.FILE;
                default -> throw new ScriptException(".foreach knows /pS /ps /s /f, not '" + option + "'");
            }
            option = clauses.word();
        }
        Clauses head = new Clauses(clauses.parenthesis(".foreach"));
        String variable = head.word();
        if (variable.isEmpty()) {
            throw new ScriptException(".foreach needs a variable's name, as in .foreach (place { commands }) { ... }");
        }
        String from = source == Source.COMMANDS
                ? head.block(".foreach")
                : head.quoted().orElseThrow(() -> new ScriptException(".foreach /s and /f need text in quotes"));
        return new Parts(source, first, between, variable, from, clauses.body(".foreach"));
    }

    @Override
    List<String> held(String arguments) {
        Parts parts = read(new Clauses(arguments));
        return switch (parts.source()) {
            case COMMANDS -> List.of(parts.from(), parts.body());
            case TEXT -> List.of(parts.body());
            // Files are the engine's: see ScriptFile.
            case FILE -> List.of("$$<" + parts.from(), parts.body());
        };
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Parts parts = read(new Clauses(arguments.takeRest()));
        String text = switch (parts.source()) {
            case COMMANDS -> session.captured(() -> execute(session, parts.from()));
            case TEXT -> parts.from();
            case FILE -> ScriptFile.text(parts.from());
        };
        List<String> words = Arrays.stream(text.split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
        int step = 1 + number(session, parts.between());
        boolean goesOn = true;
        for (int i = number(session, parts.first()); goesOn && i < words.size(); i += step) {
            goesOn = iterate(session, parts.body(), Map.of(parts.variable(), words.get(i)));
        }
    }

    private int number(CommandSession session, Optional<String> expression) {
        long value = expression.map(text -> value(session, text)).orElse(0L);
        if (value < 0 || value > MOST_SKIPPED) {
            throw new ScriptException(".foreach passes over 0 to 0x" + Integer.toHexString(MOST_SKIPPED) + " words");
        }
        return (int) value;
    }
}
