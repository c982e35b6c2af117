package io.kdlab.appliance.command;

import io.dropwizard.logging.common.DefaultLoggingFactory;
import io.kdlab.appliance.Appliance;
import io.kdlab.appliance.ApplianceConfiguration;
import io.kdlab.appliance.ApplianceConfiguration.TargetEntry;
import io.kdlab.sim.SimFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// `kdlab demo`: the whole box on an embedded default, with two simulated targets.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Runs a box on loopback with two simulated x64 targets and shows what to type next. CTRL+C leaves nothing behind.")
public final class DemoVerb implements Callable<Integer> {
    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("kdlab-demo");
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            stop.countDown();
            awaitQuietly(gone);
        }));
        try {
            run(folder, stop);
        } finally {
            delete(folder);
            gone.countDown();
        }
        return 0;
    }

    private static void run(Path folder, CountDownLatch stop) throws InterruptedException, IOException {
        Map<String, TargetEntry> targets = new LinkedHashMap<>();
        // Everything of the demo is in its own folder, the symbols too.
        String symbols = folder.resolve("symbols").toString();
        SimFiles.copyTo(Path.of(symbols));
        targets.put(
                "sim-1",
                new TargetEntry(
                        "sim:x64,seed=1",
                        "a simulated machine that works and prints",
                        symbols,
                        false,
                        Optional.empty()));
        targets.put("sim-2", new TargetEntry("sim:x64,seed=2", "another one", symbols, false, Optional.empty()));
        var configuration = new ApplianceConfiguration(
                folder.resolve("box"),
                new ApplianceConfiguration.Listen("127.0.0.1:0", List.of("ssl:server=127.0.0.1,port=0"), List.of()),
                targets,
                Optional.empty(),
                new DefaultLoggingFactory());
        String[] token = new String[1];
        try (Appliance box = Appliance.start(configuration, issued -> token[0] = issued.token())) {
            Path home = folder.resolve("home");
            new Login(box.url(), token[0], box.fingerprint()).save(home);
            String program = Path.of(System.getProperty("kdlab.program", "kdlab"))
                    .toAbsolutePath()
                    .normalize()
                    .toString();
            System.out.printf(
                    """
                    The lab API is at %s (certificate %s…)
                    Two simulated targets are up. In another terminal:

                      export KDLAB_HOME=%s
                      %s targets
                      %s take sim-1 --for 30m --why "trying kdlab"
                      %s attach sim-1          # CTRL+C breaks in; r k lm db u bp g; q leaves
                      %s give sim-1

                    CTRL+C here ends the demo and leaves nothing behind.
                    """, box.url(), box.fingerprint().substring(0, 16), home, program, program, program, program);
            System.out.flush();
            stop.await();
        }
    }

    private static void awaitQuietly(CountDownLatch gone) {
        try {
            var unused = gone.await(10, java.util.concurrent.TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            inside.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
