package io.kdlab.command;

import java.util.List;

/// `.block`: aliases in it are replaced when it is entered, those that were set just before, too.
final class Block extends Program {
    Block(Interpreter interpreter) {
        super(
                interpreter,
                ".block { commands }",
                "run commands whose aliases are replaced now, not when the line began",
                "aS /x twice 2 * @rax; .block { ? twice }",
                ".block");
    }

    @Override
    List<String> held(String arguments) {
        return List.of(new Clauses(arguments).block(".block"));
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        execute(session, new Clauses(arguments.takeRest()).block(".block"));
    }
}
