package io.kdlab.appliance.command;

import io.kdlab.lab.DurationText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kdlab take TARGET --for 30m --why "…"`.
@Command(name = "take", mixinStandardHelpOptions = true, description = "Takes a target for some time.")
public final class TakeVerb implements Callable<Integer> {
    @Parameters(paramLabel = "TARGET", description = "The target's name, as kdlab targets shows it.")
    private String target = "";

    @Option(names = "--for", paramLabel = "TIME", required = true, description = "How long: 30m, 2h, 1d.")
    private String time = "";

    @Option(names = "--why", paramLabel = "TEXT", required = true, description = "What for; others read it.")
    private String why = "";

    @Override
    public Integer call() {
        try (var lab = Login.load().client()) {
            var lease = lab.take(target, DurationText.parse(time), why);
            System.out.printf(
                    "%s is yours until %s. Now: kdlab attach %s%n", target, Table.time(lease.until()), target);
        }
        return 0;
    }
}
