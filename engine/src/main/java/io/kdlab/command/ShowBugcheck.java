package io.kdlab.command;

import io.kdlab.inspect.Bugcheck;
import io.kdlab.session.Role;
import io.kdlab.value.Address;
import java.util.stream.Collectors;

/// `.bugcheck`.
final class ShowBugcheck extends Command {
    ShowBugcheck() {
        super(
                Role.OBSERVE,
                ".bugcheck",
                "show the bug check's five numbers, and its name where it is known",
                ".bugcheck",
                ".bugcheck");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.end();
        Bugcheck bugcheck = Bugcheck.of(session.target(), session.lastEvent())
                .orElseThrow(() -> arguments.refusal(
                        "This target does not say where it keeps its bug check numbers (no KDDEBUGGER_DATA64)"));
        session.out().print("Bugcheck code %08X%n", bugcheck.code());
        session.out()
                .line("Arguments "
                        + bugcheck.parameters().stream()
                                .map(value -> new Address(value).toString())
                                .collect(Collectors.joining(" ")));
        bugcheck.name().ifPresent(session.out()::line);
    }
}
