package io.kdlab.command;

import io.kdlab.session.Role;
import java.util.HashMap;
import java.util.Map;

/// `$< $>< $$< $$>< $$>a<`: the commands of a file.
final class RunScript extends Command {
    private final Interpreter interpreter;

    RunScript(Interpreter interpreter) {
        super(
                Role.DRIVE,
                "$<file | $><file | $$<file | $$><file | $$>a<file [argument ...]",
                "run the commands of a file on the engine's machine: line by line, or with > as one block; $$ lets"
                        + " commands follow behind a semicolon, and a puts arguments in place of ${$arg1} and so on",
                "$$>a<walk.txt nt!PsLoadedModuleList",
                "$$>a<",
                "$<",
                "$><",
                "$$<",
                "$$><");
        this.interpreter = interpreter;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        String word = arguments.word();
        if (word.equals("$$>a<")) {
            withArguments(session, arguments);
            return;
        }
        String name = arguments.takeRest().strip();
        if (name.isEmpty()) {
            throw arguments.refusal(word + " needs the name of a file");
        }
        if (word.contains(">")) {
            echoed(session, ScriptFile.joined(unquoted(name)));
        } else {
            for (String line : ScriptFile.lines(unquoted(name))) {
                echoed(session, line);
            }
        }
    }

    private static String unquoted(String name) {
        return name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")
                ? name.substring(1, name.length() - 1)
                : name;
    }

    private void echoed(CommandSession session, String commands) {
        session.checkCancelled();
        session.out().line(session.prompt() + commands);
        interpreter.execute(session, commands);
    }

    private void withArguments(CommandSession session, Arguments arguments) {
        String name = ScriptFile.name(arguments).orElseThrow(() -> arguments.refusal("$$>a< needs the name of a file"));
        Map<String, String> values = new HashMap<>();
        while (!arguments.isEmpty()) {
            String value = ScriptFile.name(arguments).orElse("");
            values.put("$arg" + (values.size() + 1), value);
        }
        interpreter.execute(session, session.state().aliases().tokens(ScriptFile.joined(name), values));
    }
}
