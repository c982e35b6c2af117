package io.kdlab.appliance.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kdlab history [TARGET]`: who had what, until when, and why it ended.
@Command(name = "history", mixinStandardHelpOptions = true, description = "Lists past leases, the newest first.")
public final class HistoryVerb implements Callable<Integer> {
    @Parameters(paramLabel = "TARGET", arity = "0..1", description = "Only this target's.")
    private @Nullable String target;

    @Option(names = "-n", paramLabel = "N", defaultValue = "20", description = "How many (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Override
    public Integer call() {
        try (var lab = Login.load().client()) {
            Table table = new Table("TARGET", "HOLDER", "FROM", "ENDED", "HOW", "WHY");
            for (var past : lab.history(target, limit)) {
                table.row(
                        past.target(),
                        past.holder(),
                        Table.time(past.from()),
                        Table.time(past.endedAt()),
                        past.reason(),
                        past.why());
            }
            System.out.print(table);
        }
        return 0;
    }
}
