package io.kdlab.appliance.command;

import io.kdlab.appliance.Appliance;
import io.kdlab.appliance.ConfigurationFile;
import io.kdlab.appliance.LogOutput;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `kdlab serve CONFIG.yml`: the box.
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description =
                "Runs the box: serves the wires of a configuration, the lab API and the fronts, until it is told to stop.")
public final class ServeVerb implements Callable<Integer> {
    @Parameters(paramLabel = "CONFIG.yml", description = "The box's configuration (see appliance/README.md).")
    private String file = "";

    @Override
    public Integer call() throws InterruptedException {
        var configuration = ConfigurationFile.read(file);
        LogOutput.configure(configuration.logging());
        try (Appliance box = Appliance.start(configuration, token -> {
            System.out.println("The token of the user admin, shown this once: " + token.token());
            System.out.flush();
        })) {
            System.out.println("Serving " + configuration.targets().size() + " targets; lab API " + box.url());
            System.out.println("Certificate fingerprint " + box.fingerprint());
            System.out.println("Fronts attach at " + String.join("  ", box.fronts()));
            System.out.flush();
            untilStopped(box);
        }
        return 0;
    }

    /// SIGTERM and CTRL+C run the shutdown hook, which closes the box before the JVM goes.
    static void untilStopped(Appliance box) throws InterruptedException {
        CountDownLatch forEver = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(box::close));
        forEver.await();
    }
}
