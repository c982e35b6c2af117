package io.kdlab.appliance.command;

import io.kdlab.lab.AfterLease;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kdlab give TARGET`.
@Command(name = "give", mixinStandardHelpOptions = true, description = "Gives a target back before its time is over.")
public final class GiveVerb implements Callable<Integer> {
    @Parameters(paramLabel = "TARGET", description = "The target's name.")
    private String target = "";

    @Option(
            names = "--leave-stopped",
            negatable = true,
            description = "Leaves a target that you broke into stopped; without it, what the box's configuration says.")
    private @Nullable Boolean leaveStopped;

    @Override
    public Integer call() {
        AfterLease after = leaveStopped == null
                ? AfterLease.AS_CONFIGURED
                : leaveStopped ? AfterLease.LEAVE_STOPPED : AfterLease.RESUME;
        try (var lab = Login.load().client()) {
            lab.give(target, after);
            System.out.println(target + " is given back.");
        }
        return 0;
    }
}
