package io.kdlab.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// Debian's xen-kdd at the far end of a [Cable]: a KD target that nobody here wrote.
public final class Kdd implements AutoCloseable {
    private static final Path HOME = Path.of(System.getProperty("java.io.tmpdir"), "kdd");

    private final Process process;
    private final Cable cable;
    private final JsonNode guest;

    private Kdd(Process process, Cable cable, JsonNode guest) {
        this.process = process;
        this.cable = cable;
        this.guest = guest;
    }

    /// Starts it; where the shared folder is absent the test is skipped, loudly.
    public static Kdd start() throws IOException, InterruptedException {
        Path shared = Shared.folder().orElseGet(() -> {
            String skipped =
                    "../shared is absent (KDLAB_SHARED names another place): kdd, the target that nobody here wrote, is NOT tested";
            System.err.println(skipped);
            return Assumptions.abort(skipped);
        });
        Cable cable = new Cable();
        ProcessBuilder builder =
                new ProcessBuilder(shared.resolve("kdd/kdd.sh").toString(), String.valueOf(cable.targetPort()), "idt");
        builder.environment().put("KDD_DIR", HOME.toString());
        Path run = Files.createTempDirectory("kdd-run");
        builder.environment().put("KDD_RUN", run.toString());
        Path log = run.resolve("log");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (!cable.awaitTarget(60)) {
            process.destroyForcibly();
            throw new IOException("kdd did not come up: " + Files.readString(log));
        }
        try {
            return new Kdd(
                    process,
                    cable,
                    new ObjectMapper().readTree(HOME.resolve("idt.json").toFile()));
        } catch (IOException | LinkageError e) {
            // It spins for ever when nobody talks to it.
            process.destroyForcibly();
            throw e;
        }
    }

    /// The cable it hangs on.
    public Cable cable() {
        return cable;
    }

    /// A fact about its guest: an address, a CRC.
    public long fact(String name) {
        return guest.path(name).asLong();
    }

    /// It spins for ever when its peer goes, so it is killed first.
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        cable.close();
    }
}
