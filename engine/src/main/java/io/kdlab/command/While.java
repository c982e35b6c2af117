package io.kdlab.command;

import java.util.List;

/// `.while`.
final class While extends Program {
    /// What stands behind the word.
    private record Parts(String condition, String body) {}

    While(Interpreter interpreter) {
        super(
                interpreter,
                ".while (condition) { commands }",
                "run commands as long as a condition holds",
                ".while (@$t0 < 3) { ? @$t0; .break }",
                ".while");
    }

    static Parts read(Clauses clauses) {
        return new Parts(clauses.condition(".while"), clauses.body(".while"));
    }

    @Override
    List<String> held(String arguments) {
        return List.of(read(new Clauses(arguments)).body());
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Parts parts = read(new Clauses(arguments.takeRest()));
        boolean goesOn = true;
        while (goesOn && holds(session, parts.condition())) {
            goesOn = iterate(session, parts.body());
        }
    }
}
