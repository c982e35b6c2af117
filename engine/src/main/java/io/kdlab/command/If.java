package io.kdlab.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `.if`, with its `.elsif` and `.else`.
final class If extends Program {
    /// What stands behind the word.
    private record Parts(List<Arm> arms, Optional<String> otherwise) {}

    private record Arm(String condition, String body) {}

    If(Interpreter interpreter) {
        super(
                interpreter,
                ".if (condition) { commands } [.elsif (condition) { commands } ...] [.else { commands }]",
                "run commands if a condition holds, others if not",
                ".if (@rax == 0) { .echo nothing } .else { ? @rax }",
                ".if");
    }

    static Parts read(Clauses clauses) {
        List<Arm> arms = new ArrayList<>();
        arms.add(new Arm(clauses.condition(".if"), clauses.body(".if")));
        while (clauses.take(".elsif")) {
            arms.add(new Arm(clauses.condition(".elsif"), clauses.body(".elsif")));
        }
        Optional<String> otherwise = clauses.take(".else") ? Optional.of(clauses.body(".else")) : Optional.empty();
        return new Parts(arms, otherwise);
    }

    @Override
    List<String> held(String arguments) {
        Parts parts = read(new Clauses(arguments));
        return Stream.concat(parts.arms().stream().map(Arm::body), parts.otherwise().stream())
                .toList();
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Parts parts = read(new Clauses(arguments.takeRest()));
        for (Arm arm : parts.arms()) {
            if (holds(session, arm.condition())) {
                execute(session, arm.body());
                return;
            }
        }
        parts.otherwise().ifPresent(body -> execute(session, body));
    }
}
