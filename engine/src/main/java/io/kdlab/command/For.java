package io.kdlab.command;

import java.util.List;

/// `.for`.
final class For extends Program {
    /// What stands behind the word.
    private record Parts(String first, String condition, String step, String body) {}

    For(Interpreter interpreter) {
        super(
                interpreter,
                ".for (command; condition; commands) { commands }",
                "run commands while a condition holds, with a command before and others after each time",
                ".for (r $t0 = 0; @$t0 < 3; r $t0 = @$t0 + 1) { ? @$t0 }",
                ".for");
    }

    static Parts read(Clauses clauses) {
        String head = clauses.parenthesis(".for");
        int first = Clauses.commandEnd(head, 0);
        if (first == head.length()) {
            throw new ScriptException(".for needs (command; condition; commands)");
        }
        int second = Clauses.commandEnd(head, first + 1);
        return new Parts(
                head.substring(0, first),
                head.substring(first + 1, second),
                second == head.length() ? "" : head.substring(second + 1),
                clauses.body(".for"));
    }

    @Override
    List<String> held(String arguments) {
        Parts parts = read(new Clauses(arguments));
        return List.of(parts.first(), parts.step(), parts.body());
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Parts parts = read(new Clauses(arguments.takeRest()));
        execute(session, parts.first());
        boolean endless = parts.condition().isBlank();
        while ((endless || holds(session, parts.condition())) && iterate(session, parts.body())) {
            execute(session, parts.step());
        }
    }
}
