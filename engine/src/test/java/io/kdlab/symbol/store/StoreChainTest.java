package io.kdlab.symbol.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.target.Cancelled;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Stores one behind the other, servers that misbehave, and caches that many use at once.
@Feature("M06")
@Timeout(60)
class StoreChainTest {
    private static final FileKey KEY = new FileKey("Driver.pdb", "0123456789ABCDEF0123456789ABCDEF1");
    private static final String PLACE = "Driver.pdb/0123456789ABCDEF0123456789ABCDEF1/";
    private static final byte[] CONTENT = content();
    private static final Limits LIMITS =
            new Limits(1 << 20, Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofSeconds(50));
    private static final Limits IMPATIENT =
            new Limits(1 << 20, Duration.ofSeconds(20), Duration.ofMillis(100), Duration.ofSeconds(50));

    @TempDir
    Path directory;

    private SymbolServer server;
    private final List<String> troubles = new ArrayList<>();
    private final List<String> noise = new ArrayList<>();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final SearchWatch watch = new SearchWatch() {
        @Override
        public void progress(String line) {
            noise.add(line);
        }

        @Override
        public void noise(String line) {
            noise.add(line);
        }

        @Override
        public void checkCancelled() {
            if (cancelled.get()) {
                throw new Cancelled("stopped by the user");
            }
        }
    };

    private static byte[] content() {
        byte[] bytes = new byte[100_000];
        new Random(7).nextBytes(bytes);
        Arrays.fill(bytes, 1000, 50_000, (byte) 'x');
        return bytes;
    }

    @BeforeEach
    void serve() throws IOException {
        server = new SymbolServer();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private StoreChain chain(boolean withServer, String... names) {
        List<Path> stores = Stream.of(names).map(directory::resolve).toList();
        return StoreChain.of(
                stores, withServer ? Optional.of(server.root()) : Optional.empty(), directory.resolve("spare"), LIMITS);
    }

    private Optional<Path> find(StoreChain chain) {
        return chain.find(
                new Wanted(KEY, path -> {
                    if (!Arrays.equals(Files.readAllBytes(path), CONTENT)) {
                        throw new IOException(path + " is another file");
                    }
                }),
                watch,
                troubles::add);
    }

    private Path put(String place, byte[] content) throws IOException {
        Path path = directory.resolve(place);
        Files.createDirectories(path.getParent());
        return Files.write(path, content);
    }

    /// The files below a store, locks left out.
    private List<String> filesIn(String store) throws IOException {
        Path root = directory.resolve(store);
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(path -> root.relativize(path).toString())
                    .filter(name -> !name.startsWith(".kdlab/lock-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whatTheServerHasIsKeptInEveryNearerStore() throws IOException {
        server.file(PLACE + "Driver.pdb", CONTENT);
        StoreChain chain = chain(true, "near", "middle");
        assertThat(find(chain)).contains(directory.resolve("near/" + PLACE + "Driver.pdb"));
        assertThat(filesIn("near")).containsExactly(PLACE + "Driver.pdb");
        assertThat(filesIn("middle")).containsExactly(PLACE + "Driver.pdb");
        assertThat(server.requests()).hasSize(1);
        // From now on the server is not asked.
        assertThat(find(chain)).contains(directory.resolve("near/" + PLACE + "Driver.pdb"));
        assertThat(server.requests()).hasSize(1);
        assertThat(troubles).isEmpty();
    }

    @Test
    void compressedFilesTravelAsTheyAreAndAreExpandedInTheNearestStore() throws IOException {
        byte[] packed = Files.readAllBytes(PackedFile.pack(directory, "Driver.pdb", CONTENT, true));
        assertThat(packed.length).isLessThan(CONTENT.length);
        server.file(PLACE + "Driver.pd_", packed);
        assertThat(find(chain(true, "near", "middle"))).contains(directory.resolve("near/" + PLACE + "Driver.pdb"));
        assertThat(filesIn("near")).containsExactly(PLACE + "Driver.pdb");
        assertThat(filesIn("middle")).containsExactly(PLACE + "Driver.pd_");
        assertThat(find(chain(true, "only"))).contains(directory.resolve("only/" + PLACE + "Driver.pdb"));
        assertThat(filesIn("only")).containsExactly(PLACE + "Driver.pdb");
        // A compressed file in the only store is expanded elsewhere: the store may be somebody else's.
        assertThat(find(chain(false, "middle"))).contains(directory.resolve("spare/" + PLACE + "Driver.pdb"));
        assertThat(filesIn("middle")).containsExactly(PLACE + "Driver.pd_");
    }

    @Test
    void storesOfTwoTiersHaveALevelMore() throws IOException {
        put("two/index2.txt", new byte[0]);
        Path file = put("two/Dr/" + PLACE + "Driver.pdb", CONTENT);
        assertThat(find(chain(false, "two"))).contains(file);
        put("cache/index2.txt", new byte[0]);
        assertThat(find(chain(false, "cache", "two"))).contains(directory.resolve("cache/Dr/" + PLACE + "Driver.pdb"));
    }

    @Test
    void spellingsOfWindowsAreFoundOnAFileSystemThatMindsTheCase() throws IOException {
        Path file = put("lower/driver.pdb/0123456789abcdef0123456789abcdef1/driver.pdb", CONTENT);
        assertThat(find(chain(false, "lower"))).contains(file);
    }

    @Test
    void pointersLeadToTheFile() throws IOException {
        put("elsewhere/real.pdb", CONTENT);
        put("store/" + PLACE + "file.ptr", "PATH:..\\..\\..\\elsewhere\\real.pdb".getBytes(StandardCharsets.UTF_8));
        assertThat(find(chain(false, "near", "store"))).contains(directory.resolve("near/" + PLACE + "Driver.pdb"));
        put("lost/" + PLACE + "file.ptr", "PATH:\\\\server\\share\\x.pdb".getBytes(StandardCharsets.UTF_8));
        assertThat(find(chain(false, "lost"))).isEmpty();
        assertThat(troubles).singleElement().asString().contains("file.ptr points to \\\\server\\share\\x.pdb");
        put("said/" + PLACE + "file.ptr", "MSG: ask the build team".getBytes(StandardCharsets.UTF_8));
        assertThat(find(chain(false, "said"))).isEmpty();
        assertThat(troubles).last().asString().endsWith("file.ptr says: ask the build team");
    }

    @Test
    void pointersOfServersLeadToAddressesOnly() throws IOException {
        server.file("real/x.pdb", CONTENT);
        server.file(PLACE + "file.ptr", ("PATH:" + server.root() + "/real/x.pdb").getBytes(StandardCharsets.UTF_8));
        assertThat(find(chain(true, "near"))).contains(directory.resolve("near/" + PLACE + "Driver.pdb"));
        Path own = put("own.pdb", CONTENT);
        server.file(PLACE + "file.ptr", ("PATH:" + own).getBytes(StandardCharsets.UTF_8));
        assertThat(find(chain(true, "other"))).isEmpty();
        assertThat(troubles).singleElement().asString().contains("cannot be reached from here");
        server.file(PLACE + "file.ptr", new byte[10_000]);
        assertThat(find(chain(true, "other"))).isEmpty();
        assertThat(troubles).last().asString().contains("more than 4096");
    }

    @Test
    void aFileThatNobodyHasIsNoTrouble() throws IOException {
        assertThat(find(chain(true, "near"))).isEmpty();
        assertThat(troubles).isEmpty();
        assertThat(server.requests())
                .containsExactly(
                        "/sym/" + PLACE + "Driver.pdb", "/sym/" + PLACE + "Driver.pd_", "/sym/" + PLACE + "file.ptr");
        assertThat(filesIn("near")).isEmpty();
        assertThat(noise).anyMatch(line -> line.startsWith("SYMSRV:  ") && line.endsWith("file not found"));
    }

    @Test
    void serversThatMisbehaveAreToldInOneLineAndLeaveNothingBehind() throws IOException {
        String file = PLACE + "Driver.pdb";
        server.answer(file, exchange -> exchange.sendResponseHeaders(500, -1));
        misbehaves("HTTP 500");
        server.answer(file, exchange -> {
            exchange.sendResponseHeaders(403, 0);
            for (int i = 0; i < 10; i++) {
                exchange.getResponseBody().write(CONTENT);
            }
        });
        misbehaves("HTTP 403");
        server.answer(file, exchange -> {
            exchange.getResponseHeaders().add("Location", "/sym/" + file);
            exchange.sendResponseHeaders(302, -1);
        });
        misbehaves("again and again");
        server.answer(file, exchange -> {
            exchange.sendResponseHeaders(200, 2L << 20);
            exchange.getResponseBody().write(CONTENT);
            exchange.getResponseBody().flush();
        });
        misbehaves("more than 1048576");
        server.answer(file, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                for (int i = 0; i < 40; i++) {
                    body.write(CONTENT);
                }
            }
        });
        misbehaves("more than 1048576");
        server.answer(file, exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 500);
            exchange.getResponseBody().flush();
        });
        misbehaves(server.root().toString());
        server.stalls(file);
        misbehaves("sent nothing", IMPATIENT);
        server.file(file, new byte[] {1, 2, 3});
        misbehaves("is another file");
        server.file(file, CONTENT);
        assertThat(find(chain(true, "near"))).isPresent();
    }

    private void misbehaves(String how) throws IOException {
        misbehaves(how, LIMITS);
    }

    private void misbehaves(String how, Limits limits) throws IOException {
        troubles.clear();
        List<Path> near = List.of(directory.resolve("near"));
        StoreChain chain = StoreChain.of(near, Optional.of(server.root()), directory, limits);
        assertThat(find(chain)).as(how).isEmpty();
        assertThat(troubles).as(how).singleElement().asString().contains(how).doesNotContain("\n");
        assertThat(filesIn("near")).as(how).isEmpty();
    }

    @Test
    void redirectionsAreFollowed() {
        server.file("elsewhere", CONTENT);
        server.answer(PLACE + "Driver.pdb", exchange -> {
            exchange.getResponseHeaders().add("Location", server.root() + "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
        });
        assertThat(find(chain(true, "near"))).isPresent();
    }

    @Test
    void aServerThatCannotBeReachedIsLeftAloneForAWhile() {
        StoreChain chain = StoreChain.of(
                List.of(directory.resolve("near")), Optional.of(URI.create("http://127.0.0.1:1/s")), directory, LIMITS);
        assertThat(find(chain)).isEmpty();
        assertThat(find(chain)).isEmpty();
        assertThat(troubles)
                .containsExactly(
                        "http://127.0.0.1:1/s cannot be reached",
                        "http://127.0.0.1:1/s was not reached a moment ago and is left alone for now");
    }

    @Test
    void theUserEndsADownload() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        server.answer(PLACE + "Driver.pdb", exchange -> {
            asked.countDown();
            never.await();
        });
        StoreChain patient = StoreChain.of(
                List.of(directory.resolve("near")), Optional.of(server.root()), directory, Limits.STANDARD);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<Path>> search = threads.submit(() -> find(patient));
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            cancelled.set(true);
            long begin = System.nanoTime();
            assertThatThrownBy(search::get).hasCauseInstanceOf(Cancelled.class);
            // Promised are 200 ms on a machine with nothing else to do; a loaded one has more to do.
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        } finally {
            never.countDown();
        }
        assertThat(filesIn("near")).isEmpty();
        cancelled.set(false);
        server.file(PLACE + "Driver.pdb", CONTENT);
        assertThat(find(patient)).isPresent();
    }

    @Test
    void aCacheWithAWrongFileIsMended() throws IOException {
        put("near/" + PLACE + "Driver.pdb", new byte[] {4, 5, 6});
        put("near/.kdlab/Driver.pdb-" + KEY.key() + "-left-by-a-dead-process", new byte[] {9});
        server.file(PLACE + "Driver.pdb", CONTENT);
        assertThat(find(chain(true, "near"))).isPresent();
        assertThat(Files.readAllBytes(directory.resolve("near/" + PLACE + "Driver.pdb")))
                .isEqualTo(CONTENT);
        assertThat(filesIn("near")).containsExactly(PLACE + "Driver.pdb");
        assertThat(troubles).singleElement().asString().contains("is another file");
    }

    @Test
    void aNearStoreThatCannotBeWrittenIsPassedOver() throws IOException {
        Path file = put("far/" + PLACE + "Driver.pdb", CONTENT);
        put("near", new byte[] {1});
        assertThat(find(chain(false, "near", "far"))).contains(file);
    }

    @Test
    void manyThreadsFetchAFileOnce() throws Exception {
        server.file(PLACE + "Driver.pdb", CONTENT);
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Optional<Path>>> work = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                work.add(() -> find(chain(true, "near")));
            }
            for (Future<Optional<Path>> each : threads.invokeAll(work)) {
                assertThat(each.get()).isPresent();
            }
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void twoProcessesFetchAFileOnce() throws Exception {
        CountDownLatch both = new CountDownLatch(1);
        server.answer(PLACE + "Driver.pdb", exchange -> {
            // Nobody gets it before both processes are there; only one of them asks.
            both.await(20, TimeUnit.SECONDS);
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT);
        });
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xshare:auto",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            classes,
                            StoreFetcher.class.getName(),
                            server.root().toString(),
                            directory.resolve("shared").toString(),
                            KEY.file(),
                            KEY.key())
                    .redirectErrorStream(true)
                    .start());
        }
        try {
            Path work = directory.resolve("shared/.kdlab");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> Files.exists(work) && !server.requests().isEmpty());
            both.countDown();
            for (Process process : processes) {
                String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(text).isTrue();
                assertThat(text).contains("Driver.pdb " + CONTENT.length);
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        assertThat(server.requests()).hasSize(1);
    }
}
