package io.kdlab.command;

import io.kdlab.inspect.Executive;
import java.util.List;

/// `!timer !dpcs !locks !pool !vm`: what the executive keeps.
final class ExecutiveCommands {
    private ExecutiveCommands() {}

    static List<Command> all() {
        return List.of(
                new KernelCommand(
                        "!timer", "show all timers and what they call", "!timer", (session, by, arguments) -> {
                            arguments.end();
                            new Executive(session.target(), by).timers(session.out()::line);
                        }),
                new KernelCommand(
                        "!dpcs [processor]",
                        "show the deferred procedure calls that wait for a processor",
                        "!dpcs",
                        (session, by, arguments) -> {
                            int number = arguments.isEmpty() ? session.target().processor() : (int) arguments.value();
                            arguments.end();
                            new Executive(session.target(), by).dpcs(number, session.out()::line);
                        }),
                new KernelCommand(
                        "!locks [-d]",
                        "show the resources that are held; -d all there are",
                        "!locks",
                        (session, by, arguments) -> {
                            boolean all = arguments.take("-d");
                            arguments.end();
                            new Executive(session.target(), by).locks(all, session.out()::line);
                        }),
                new KernelCommand(
                        "!pool address",
                        "show the blocks of a page of pool memory, the one that holds the address with a star",
                        "!pool @rcx",
                        (session, by, arguments) -> {
                            var address = arguments.address();
                            arguments.end();
                            new Executive(session.target(), by).pool(address, session.out()::line);
                        }),
                new KernelCommand(
                        "!vm",
                        "show how much memory there is and what it is used for",
                        "!vm",
                        (session, by, arguments) -> {
                            arguments.end();
                            new Executive(session.target(), by).memory(session.out()::line);
                        }));
    }
}
