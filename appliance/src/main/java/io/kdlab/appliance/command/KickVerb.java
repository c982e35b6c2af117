package io.kdlab.appliance.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kdlab kick TARGET --why "…"`, for admins.
@Command(
        name = "kick",
        mixinStandardHelpOptions = true,
        description = "Takes a target away from its holder, who is told why. For admins.")
public final class KickVerb implements Callable<Integer> {
    @Parameters(paramLabel = "TARGET", description = "The target's name.")
    private String target = "";

    @Option(names = "--why", paramLabel = "TEXT", required = true, description = "What the holder is told.")
    private String why = "";

    @Override
    public Integer call() {
        try (var lab = Login.load().client()) {
            var ended = lab.kick(target, why);
            System.out.printf("%s is taken away from %s.%n", target, ended.holder());
        }
        return 0;
    }
}
