package io.kdlab.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.address.LinkAddress;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Feature(value = "2.8", on = On.PROCESS)
class WireLockTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final LinkAddress WIRE = LinkAddress.parse("com:pipe,port=/tmp/kdlab-lock-test.sock");
    private static final LinkAddress SAME = LinkAddress.parse("com:pipe,port=/tmp/./kdlab-lock-test.sock,reconnect");

    @TempDir
    private Path folder;

    @Test
    @Feature(value = "3.3", on = On.PROCESS)
    void theHolderTellsOthersHowTheLineIs() throws IOException {
        LinkAddress wire = LinkAddress.parse("com:port=" + folder.resolve("ttyUSB0"));
        LineState line = new LineState(
                Optional.of(new ModemLines(true, true, true, false, false, false)),
                Optional.of(new LineErrors(3, 0, 0, 1, 0)));
        WireLock lock = WireLock.take(folder, wire, WireHolder.thisProcess("kdlab serve", Instant.EPOCH));
        WireLock.tell(wire, line);
        assertThat(holderFile()).contains("line=lines on: DTR RTS CTS; errors: frame 3, break 1");
        assertThat(WireLock.holder(folder, wire).orElseThrow().line()).contains(line.text());
        WireLock.tell(wire, new LineState(Optional.empty(), Optional.empty()));
        assertThat(WireLock.holder(folder, wire).orElseThrow().line()).isEmpty();
        lock.close();
        WireLock.tell(wire, line);
        assertThat(WireLock.holder(folder, wire)).isEmpty();
    }

    private List<String> holderFile() throws IOException {
        try (var files = Files.newDirectoryStream(folder, "*.holder")) {
            return Files.readAllLines(files.iterator().next());
        }
    }

    @Test
    void whoComesSecondLearnsWhoHoldsTheWire() throws IOException {
        WireHolder service = WireHolder.thisProcess("kdlab serve", NOON)
                .withTarget("rack4")
                .withControl("/run/kdlab/control")
                .withLease("alice", NOON.plusSeconds(1800));
        try (WireLock held = WireLock.take(folder, WIRE, service)) {
            assertThatThrownBy(() -> WireLock.take(folder, SAME, WireHolder.thisProcess("bench", NOON)))
                    .isInstanceOfSatisfying(
                            WireHeldException.class, e -> assertThat(e.holder()).isEqualTo(service))
                    .hasMessageContaining(
                            "kdlab serve (pid " + ProcessHandle.current().pid())
                    .hasMessageContaining("lease of alice until 2026-11-20T12:30:00Z");
            held.update(service.withoutLease());
            assertThat(WireLock.holder(folder, SAME)).contains(service.withoutLease());
        }
        assertThat(WireLock.holder(folder, WIRE)).isEmpty();
        WireLock.take(folder, WIRE, service).close();
    }

    @Test
    void otherWiresAreFree() throws IOException {
        LinkAddress other = LinkAddress.parse("com:ipport=4000,port=127.0.0.1");
        try (WireLock one = WireLock.take(folder, WIRE, WireHolder.thisProcess("a", NOON));
                WireLock two = WireLock.take(folder, other, WireHolder.thisProcess("b", NOON))) {
            assertThat(one.address()).isNotEqualTo(two.address());
        }
    }

    @Test
    void aSimulatedMachineIsNobodysWire() throws IOException {
        LinkAddress sim = LinkAddress.parse("sim:x64");
        try (WireLock one = WireLock.take(folder, sim, WireHolder.thisProcess("a", NOON));
                WireLock two = WireLock.take(folder, sim, WireHolder.thisProcess("b", NOON))) {
            assertThat(one).isNotSameAs(two);
            assertThat(WireLock.holder(folder, sim)).isEmpty();
        }
    }

    @Test
    void anotherProcessIsSeenAndItsDeathFreesTheWire() throws IOException, InterruptedException {
        Process holder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString(),
                        WIRE.text()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.getInputStream().read()).isEqualTo('!');
            assertThatThrownBy(() -> WireLock.take(folder, WIRE, WireHolder.thisProcess("bench", NOON)))
                    .isInstanceOf(WireHeldException.class)
                    .hasMessageContaining("the other process (pid " + holder.pid() + ")");
            assertThat(WireLock.holder(folder, WIRE)).map(WireHolder::pid).contains(holder.pid());
        } finally {
            holder.destroyForcibly();
            assertThat(holder.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(WireLock.holder(folder, WIRE)).as("killed, so free").isEmpty();
        WireLock.take(folder, WIRE, WireHolder.thisProcess("bench", NOON)).close();
    }

    @Test
    void theDirectoryIsTheOneAskedFor() {
        assertThat(WireLock.directory(Map.of("KDLAB_RUN", "/a"))).isEqualTo(Path.of("/a/wires"));
        assertThat(WireLock.directory(Map.of("XDG_RUNTIME_DIR", "/b")))
                .isIn(Path.of("/b/kdlab/wires"), Path.of("/run/kdlab/wires"));
    }

    /// Takes the wire in a process of its own and keeps it.
    public static final class Holder {
        private Holder() {}

        /// Arguments: directory, wire.
        public static void main(String... arguments) throws IOException {
            try (WireLock lock = WireLock.take(
                    Path.of(arguments[0]),
                    LinkAddress.parse(arguments[1]),
                    WireHolder.thisProcess("the other process", NOON))) {
                System.out.print('!');
                System.out.flush();
                // Until it is killed.
                System.in.read();
                System.err.println("not killed: " + lock.address().text());
            }
        }
    }
}
