package io.kdlab.bench;

import com.sun.management.OperatingSystemMXBean;
import io.kdlab.address.LinkAddress;
import io.kdlab.connection.ConnectionOptions;
import io.kdlab.connection.KdConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What many links cost this process. Their targets are another one.
class LinksBenchmark {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void linksAtRest() throws Exception {
        Table.head(
                "Links at rest (over TCP)", "links", "heap, KiB", "KiB a link", "platform threads", "CPU, % of a core");
        long before = heap();
        for (int links : new int[] {1, 100, 1000}) {
            try (Running running = Running.of(links, 0)) {
                running.settle(Duration.ofSeconds(8));
                long heap = heap();
                double cpu = cpuShare(Duration.ofSeconds(10));
                Table.row(
                        links,
                        "%,d".formatted(heap / 1024),
                        "%,.1f".formatted((heap - before) / 1024.0 / links),
                        ManagementFactory.getThreadMXBean().getThreadCount(),
                        "%.1f".formatted(cpu));
            }
        }
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void linksThatCarryPackets() throws Exception {
        Table.head(
                "Links that carry 10 prints a second each (over TCP)", "links", "packets a second", "CPU, % of a core");
        for (int links : new int[] {100, 1000}) {
            try (Running running = Running.of(links, 10)) {
                Awaitility.await().atMost(LIMIT).until(() -> running.received() > links * 30L);
                long received = running.received();
                long began = System.nanoTime();
                double cpu = cpuShare(Duration.ofSeconds(20));
                double seconds = (System.nanoTime() - began) / 1e9;
                Table.row(links, "%,.0f".formatted((running.received() - received) / seconds), "%.1f".formatted(cpu));
            }
        }
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static double cpuShare(Duration window) throws InterruptedException {
        long cpu = SYSTEM.getProcessCpuTime();
        long began = System.nanoTime();
        pause(window);
        return 100.0 * (SYSTEM.getProcessCpuTime() - cpu) / (System.nanoTime() - began);
    }

    /// A measurement lasts as long as it lasts; nothing waits for anything here.
    private static void pause(Duration window) throws InterruptedException {
        if (new CountDownLatch(1).await(window.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("nobody counts it down");
        }
    }

    /// So many links and the process that is their targets.
    private record Running(Process targets, List<KdConnection> links) implements AutoCloseable {
        static Running of(int links, int rate) throws IOException {
            Process targets = new ProcessBuilder(
                            "setpriv",
                            "--pdeathsig",
                            "KILL",
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            PrintingTargets.class.getName(),
                            String.valueOf(rate))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader said = targets.inputReader(StandardCharsets.UTF_8);
            int port = Integer.parseInt(said.readLine());
            LinkAddress address = LinkAddress.parse("com:ipport=" + port + ",port=127.0.0.1");
            List<KdConnection> opened = new ArrayList<>();
            for (int i = 0; i < links; i++) {
                opened.add(KdConnection.open(address, ConnectionOptions.standard()));
            }
            return new Running(targets, opened);
        }

        void settle(Duration quiet) throws InterruptedException {
            pause(quiet);
        }

        long received() {
            return links.stream().mapToLong(link -> link.counters().received()).sum();
        }

        @Override
        public void close() {
            targets.destroyForcibly();
            links.parallelStream().forEach(KdConnection::close);
        }
    }
}
