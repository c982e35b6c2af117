package io.kdlab.command;

import java.util.List;

/// `.do`.
final class DoWhile extends Program {
    /// What stands behind the word.
    private record Parts(String body, String condition) {}

    DoWhile(Interpreter interpreter) {
        super(
                interpreter,
                ".do { commands } (condition)",
                "run commands once, and again as long as a condition holds",
                ".do { ? @$t0 } (@$t0 > 3)",
                ".do");
    }

    static Parts read(Clauses clauses) {
        return new Parts(clauses.block(".do"), clauses.parenthesis(".do"));
    }

    @Override
    List<String> held(String arguments) {
        return List.of(read(new Clauses(arguments)).body());
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Parts parts = read(new Clauses(arguments.takeRest()));
        boolean goesOn = true;
        while (goesOn) {
            goesOn = iterate(session, parts.body()) && holds(session, parts.condition());
        }
    }
}
