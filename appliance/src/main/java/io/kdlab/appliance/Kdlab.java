package io.kdlab.appliance;

import io.kdlab.appliance.command.AttachVerb;
import io.kdlab.appliance.command.DemoVerb;
import io.kdlab.appliance.command.ExtendVerb;
import io.kdlab.appliance.command.Failure;
import io.kdlab.appliance.command.GiveVerb;
import io.kdlab.appliance.command.HistoryVerb;
import io.kdlab.appliance.command.KdVerb;
import io.kdlab.appliance.command.KeyVerb;
import io.kdlab.appliance.command.KickVerb;
import io.kdlab.appliance.command.LoginVerb;
import io.kdlab.appliance.command.PortsVerb;
import io.kdlab.appliance.command.ReleaseVerb;
import io.kdlab.appliance.command.RemoteVerb;
import io.kdlab.appliance.command.RepeaterVerb;
import io.kdlab.appliance.command.ServeVerb;
import io.kdlab.appliance.command.SimVerb;
import io.kdlab.appliance.command.TakeVerb;
import io.kdlab.appliance.command.TargetsVerb;
import io.kdlab.appliance.command.UserVerb;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The one program: `kdlab VERB`.
@Command(
        name = "kdlab",
        version = "kdlab 0.1.0",
        mixinStandardHelpOptions = true,
        header = "The lab box for kernel debugging.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            DemoVerb.class,
            LoginVerb.class,
            TargetsVerb.class,
            TakeVerb.class,
            AttachVerb.class,
            ExtendVerb.class,
            GiveVerb.class,
            HistoryVerb.class,
            KickVerb.class,
            UserVerb.class,
            KdVerb.class,
            ServeVerb.class,
            ReleaseVerb.class,
            PortsVerb.class,
            SimVerb.class,
            KeyVerb.class,
            RepeaterVerb.class,
            RemoteVerb.class
        },
        footer = {"", "kdlab VERB --help tells more. Start with: kdlab demo"})
public final class Kdlab implements Runnable {
    /// Done.
    public static final int DONE = 0;
    /// Refused or failed; one line said why.
    public static final int FAILED = 1;
    /// Wrong usage; one line said what is wrong.
    public static final int USAGE = 2;

    @Spec
    @SuppressWarnings("NullAway") // picocli sets it before run
    private CommandSpec spec;

    /// The one `main`.
    public static void main(String[] arguments) {
        LogOutput.quiet();
        CommandLine line = commandLine();
        System.exit(line.execute(named(System.getProperty("kdlab.program", ""), line, arguments)));
    }

    /// Started under a name that the field knows (`kd`, `dbengprx`, …), the program is that verb.
    static String[] named(String program, CommandLine line, String... arguments) {
        String name = Path.of(program).getFileName().toString().toLowerCase(Locale.ROOT);
        if (!line.getSubcommands().containsKey(name)) {
            return arguments;
        }
        return Stream.concat(Stream.of(name), Stream.of(arguments)).toArray(String[]::new);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Kdlab());
        line.setExecutionExceptionHandler((failure, command, _) -> {
            tell(command.getErr(), failure);
            return FAILED;
        });
        line.setParameterExceptionHandler((mistake, _) -> usage(mistake));
        line.setUsageHelpAutoWidth(true);
        SequencedMap<String, String> codes = new LinkedHashMap<>();
        codes.put("0", "done");
        codes.put("1", "refused or failed; one line says why");
        codes.put("2", "wrong usage");
        for (CommandLine verb : line.getSubcommands().values()) {
            CommandSpec spec = verb.getCommandSpec();
            // remote.exe takes its switches in any case of letters.
            verb.setOptionsCaseInsensitive(spec.userObject() instanceof RemoteVerb);
            spec.version(line.getCommandSpec().version());
            spec.usageMessage().exitCodeListHeading("Exit codes:%n").exitCodeList(codes);
        }
        return line;
    }

    private static int usage(ParameterException mistake) {
        PrintWriter err = mistake.getCommandLine().getErr();
        if (mistake instanceof UnmatchedArgumentException unknown
                && mistake.getCommandLine().getParent() == null
                && !unknown.getUnmatched().isEmpty()) {
            err.println("kdlab: \"" + unknown.getUnmatched().getFirst() + "\" is no verb; known: "
                    + String.join(
                            ", ", mistake.getCommandLine().getSubcommands().keySet()));
            return USAGE;
        }
        String wrong = String.valueOf(mistake.getMessage());
        if (mistake instanceof UnmatchedArgumentException unmatched
                && mistake.getCommandLine().getParent() == null) {
            wrong = "there is no verb \"" + unmatched.getUnmatched().getFirst() + "\"";
        }
        err.println("kdlab: " + oneLine(wrong) + " (see "
                + mistake.getCommandLine().getCommandSpec().qualifiedName() + " --help)");
        return USAGE;
    }

    private static void tell(PrintWriter err, Exception failure) {
        String message = failure.getMessage();
        err.println("kdlab: " + oneLine(message == null ? failure.toString() : message));
        if (System.getenv("KDLAB_DEBUG") != null) {
            failure.printStackTrace(err);
        } else if (message == null
                || !(failure instanceof Failure) && failure instanceof RuntimeException && isSurprise(failure)) {
            err.println("kdlab: that is a mistake in kdlab; run it again with KDLAB_DEBUG=1 to see where");
        }
    }

    /// Our own refusals carry a line for people; what the JDK throws unasked does not.
    private static boolean isSurprise(Exception failure) {
        return failure.getClass().getName().startsWith("java.lang.");
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a verb is missing; one of "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
