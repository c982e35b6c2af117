package io.kdlab.appliance.command;

import io.kdlab.lab.DurationText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kdlab extend TARGET --by 30m`.
@Command(name = "extend", mixinStandardHelpOptions = true, description = "Keeps a target longer.")
public final class ExtendVerb implements Callable<Integer> {
    @Parameters(paramLabel = "TARGET", description = "The target's name.")
    private String target = "";

    @Option(names = "--by", paramLabel = "TIME", required = true, description = "How much longer: 30m, 2h.")
    private String time = "";

    @Override
    public Integer call() {
        try (var lab = Login.load().client()) {
            var lease = lab.extend(target, DurationText.parse(time));
            System.out.printf("%s is yours until %s.%n", target, Table.time(lease.until()));
        }
        return 0;
    }
}
