package io.kdlab.command;

import io.kdlab.inspect.Chain;
import io.kdlab.inspect.Placed;
import io.kdlab.inspect.Processes;
import io.kdlab.inspect.Processors;
import io.kdlab.inspect.Structures;
import io.kdlab.inspect.Threads;
import java.util.List;
import java.util.Optional;

/// `!process`, `!thread`, `!stacks`: who there is and what they do.
final class ProcessCommands {
    private static final String MARGIN = "        ";
    private static final int THREE = 3;

    private ProcessCommands() {}

    static List<Command> all() {
        return List.of(
                new KernelCommand(
                        "!process [address-or-pid [flags [image]]]",
                        "show a process, the current one when none is said; 0 shows all, -1 the current one; flags: 1"
                                + " statistics, 2 threads, 4 stacks; an image's name shows only processes of it",
                        "!process 0 0",
                        ProcessCommands::process),
                new KernelCommand(
                        "!thread [address [flags]]",
                        "show a thread, the current one when none is said; flags: 2 what it waits for, 4 its stack",
                        "!thread",
                        ProcessCommands::thread),
                new KernelCommand(
                        "!stacks [level [filter]]",
                        "show where every thread of every process stands: level 0 the innermost call that is not the"
                                + " scheduler's, 1 or 2 all calls; a filter shows only stacks with that text",
                        "!stacks 0 Work",
                        ProcessCommands::stacks));
    }

    private static void process(CommandSession session, Structures by, Arguments arguments) {
        Processes processes = new Processes(session.target(), by);
        boolean said = !arguments.isEmpty();
        long which = said ? arguments.value() : -1;
        int flags = arguments.isEmpty() ? (which == 0 ? 0 : THREE) : (int) arguments.value();
        Optional<String> image = arguments.isEmpty() ? Optional.empty() : Optional.of(arguments.takeWord());
        arguments.end();
        if (which != 0) {
            show(session, by, which == -1 ? processes.current() : processes.named(which), flags);
            return;
        }
        session.out().line("**** NT ACTIVE PROCESS DUMP ****");
        Chain all = processes.all();
        for (Placed process : all.entries()) {
            session.checkCancelled();
            if (image.isEmpty() || processes.image(process).equalsIgnoreCase(image.get())) {
                show(session, by, process, flags);
            }
        }
        all.problem().ifPresent(session.out()::error);
    }

    private static void show(CommandSession session, Structures by, Placed process, int flags) {
        Threads threads = new Threads(session.target(), by);
        new Processes(session.target(), by).show(process, flags, session.out()::line, thread -> {
            session.checkCancelled();
            threads.show(thread, flags, MARGIN, session.out()::line);
        });
    }

    private static void thread(CommandSession session, Structures by, Arguments arguments) {
        Optional<Placed> said = arguments.optionalAddress().map(at -> by.at("_ETHREAD", at));
        int flags = arguments.isEmpty() ? Threads.WAITS | Threads.STACK : (int) arguments.value();
        arguments.end();
        Placed thread = said.orElseGet(() -> new Processors(session.target(), by)
                .currentThread(session.target().processor()));
        new Threads(session.target(), by).show(thread, flags, "", session.out()::line);
    }

    private static void stacks(CommandSession session, Structures by, Arguments arguments) {
        int level = arguments.isEmpty() ? 0 : (int) arguments.value();
        String filter = arguments.takeRest();
        session.out().line("Proc.Thread  .Thread           ThreadState  Blocker");
        Chain all = new Processes(session.target(), by).all();
        StackSummary summary = new StackSummary(session, by, level, filter);
        all.entries().forEach(summary::process);
        all.problem().ifPresent(session.out()::error);
        session.out().line("");
        session.out().line("Threads Processed: " + summary.threads());
    }
}
