package io.kdlab.appliance.command;

import io.kdlab.lab.v1.TargetInfo;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `kdlab targets`: what is there, how it is doing, who has it until when.
@Command(
        name = "targets",
        mixinStandardHelpOptions = true,
        description = "Lists the targets, their state and who has them until when.")
public final class TargetsVerb implements Callable<Integer> {
    @Override
    public Integer call() {
        try (var lab = Login.load().client()) {
            List<TargetInfo> targets = lab.targets();
            Table table = new Table("TARGET", "STATE", "HOLDER", "UNTIL", "WHY", "DESCRIPTION");
            for (TargetInfo target : targets) {
                table.row(
                        target.name(),
                        target.state(),
                        target.holder() == null ? "-" : target.holder(),
                        Table.time(target.until()),
                        target.why(),
                        target.description());
            }
            System.out.print(table);
        }
        return 0;
    }
}
