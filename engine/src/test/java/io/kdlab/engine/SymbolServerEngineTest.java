package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.BuiltImage;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.symbol.PdbFile;
import io.kdlab.symbol.store.SymbolServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A session whose symbols come from a server, at the simulated machine.
@Feature(value = "M06", on = On.SIM)
class SymbolServerEngineTest {
    @TempDir
    Path directory;

    private EngineBench bench;
    private SymbolServer server;
    private Path pdb;
    private String place;

    @BeforeEach
    void breakIn() throws IOException {
        server = new SymbolServer();
        pdb = Path.of(EngineBench.symbols()).resolve("simkernel.pdb");
        place = "simkernel.pdb/" + PdbFile.open(pdb).identity().key() + "/";
        bench = new EngineBench("sim:x64,seed=5");
        bench.driver.awaitScreen("simkernel: up");
        bench.breakIn();
        assertThat(bench.driver.run(".sympath srv*" + directory.resolve("cache") + "*" + server.root()))
                .contains(server.root().toString());
        bench.driver.run(".reload");
    }

    @AfterEach
    void close() {
        bench.close();
        server.close();
    }

    @Test
    void compressedSymbolsComeFromTheServerOnceAndAreNamedFromThenOn() throws IOException {
        Path packed = directory.resolve("simkernel.cab");
        BuiltImage.run(List.of("gcab", "-c", "-z", "-n", packed.toString(), pdb.toString()));
        server.file(place + "simkernel.pd_", Files.readAllBytes(packed));
        bench.driver.run("!sym noisy");
        // Whatever the session learnt from the bench's own symbols is forgotten.
        String loaded = bench.driver.run("ld nt");
        assertThat(loaded)
                .contains("SYMSRV:  " + server.root() + "/" + place + "simkernel.pdb - file not found")
                .contains("DBGHELP: " + directory.resolve("cache").resolve(place) + "/simkernel.pdb - private symbols");
        assertThat(bench.driver.run("lm m nt"))
                .contains("(private pdb symbols)")
                .contains(directory.resolve("cache").toString());
        assertThat(bench.driver.run("x nt!SimPump")).contains("nt!SimPump");
        int requests = server.requests().size();
        bench.driver.run("ld nt");
        assertThat(server.requests()).hasSize(requests);
        // What no server has is told, and the exports do.
        assertThat(bench.driver.run("ld simdrv")).contains("*** ERROR:").contains("simdrv.pdb");
    }

    @Test
    void aLongDownloadTellsHowFarItIs() throws IOException {
        byte[] content = Files.readAllBytes(pdb);
        CountDownLatch told = new CountDownLatch(1);
        server.answer(place + "simkernel.pdb", exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, content.length / 2);
            exchange.getResponseBody().flush();
            told.await();
            exchange.getResponseBody().write(content, content.length / 2, content.length - content.length / 2);
        });
        CompletionStage<CommandOutcome> loading = bench.driver.front.execute("ld nt");
        bench.driver.awaitScreen("bytes - 50 percent");
        told.countDown();
        assertThat(loading.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join())
                .isEqualTo(new CommandOutcome.Done());
        bench.driver.awaitScreen(
                "SYMSRV:  simkernel.pdb from " + server.root() + ": " + content.length + " bytes - copied");
    }

    @Test
    void theUserEndsADownloadAtOnceAndTheSessionGoesOn() {
        server.stalls(place + "simkernel.pdb");
        CompletionStage<CommandOutcome> loading = bench.driver.front.execute("ld nt");
        EngineBench.await("the request", () -> !server.requests().isEmpty());
        long begin = System.nanoTime();
        bench.driver.front.interrupt();
        loading.toCompletableFuture()
                .handle((_, _) -> true)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        // Promised are 200 ms on a machine with nothing else to do; a loaded one has more to do.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        assertThat(bench.driver.run("lm m nt")).contains("(deferred)");
        assertThat(bench.driver.run("r rip")).contains("rip=");
    }
}
