package io.kdlab.command;

import io.kdlab.inspect.Analysis;
import io.kdlab.inspect.Bugcheck;
import io.kdlab.inspect.Structures;
import java.util.List;

/// `!analyze`, `!bugdata`: what went wrong.
final class AnalysisCommands {
    private AnalysisCommands() {}

    static List<Command> all() {
        return List.of(
                new KernelCommand(
                        "!analyze [-v] [-show code [argument ...]]",
                        "say what a bug check or exception means, where it comes from and whose code it was; -v with"
                                + " arguments, trap frame and stack; -show explains a code without a target's help",
                        "!analyze -v",
                        AnalysisCommands::analyze),
                new KernelCommand(
                        "!bugdata",
                        "show the bug check's code and arguments with what each of them means",
                        "!bugdata",
                        (session, _, arguments) -> {
                            arguments.end();
                            Bugcheck.of(session.target(), session.lastEvent())
                                    .filter(bugcheck -> bugcheck.code() != 0)
                                    .orElseThrow(() -> arguments.refusal("This target has not crashed: no bug check"))
                                    .explain(session.out()::line);
                        }));
    }

    private static void analyze(CommandSession session, Structures by, Arguments arguments) {
        if (arguments.take("-show")) {
            long code = arguments.value();
            List<Long> numbers = new java.util.ArrayList<>();
            while (!arguments.isEmpty() && numbers.size() < 4) {
                numbers.add(arguments.value());
            }
            arguments.end();
            new Bugcheck(code, numbers).explain(session.out()::line);
            return;
        }
        boolean verbose = arguments.take("-v");
        arguments.end();
        new Analysis(session.target(), by, session.lastEvent()).show(verbose, session.out()::line);
    }
}
