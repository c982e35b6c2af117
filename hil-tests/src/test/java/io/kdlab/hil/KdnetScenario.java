package io.kdlab.hil;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.hil.bench.Box;
import io.kdlab.hil.bench.Debugger;
import io.kdlab.hil.bench.Dialogue;
import io.kdlab.hil.bench.Program;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// KDNET as people use it: a key is made, a target pokes, a box and a bench debug it, and nobody is shown the key.
@Feature(value = "3.4", on = On.PROCESS)
@Feature(value = "S07", on = On.PROCESS)
final class KdnetScenario {
    @Test
    @Feature(value = "T02", on = On.PROCESS)
    @Feature(value = "L04", on = On.PROCESS)
    void theBenchDebugsUnderAKeyThatWasMadeHere(@TempDir Path folder) throws Exception {
        Program program = Program.in(folder);
        Path key = folder.resolve("lab.key");
        assertThat(program.done("key", "--file", key.toString(), "--host", "192.168.2.1"))
                .contains("bcdedit /dbgsettings net hostip:192.168.2.1 port:50000 key:")
                .doesNotContain(secret(key));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(program.ended(1, "key", "--file", key.toString())).contains("never overwritten");
        assertThat(program.done("key").strip()).matches("[0-9a-z]{1,13}(\\.[0-9a-z]{1,13}){3}");

        int port = freePort();
        try (Dialogue target = program.start("sim", "--net", "127.0.0.1:" + port, "--key", "@" + key);
                Debugger kd = new Debugger(program.start("kd", "-k", "net:port=%d,key=@%s".formatted(port, key)))) {
            kd.expect("Using NET for debugging");
            kd.expect("Waiting to reconnect\\.\\.\\.");
            kd.expect("Connected to target 127\\.0\\.0\\.1 on port " + port + " on local IP 127\\.0\\.0\\.1");
            kd.breakIn();
            assertThat(kd.run("r")).contains("rip=");
            assertThat(target.printed() + kd.dialogue().printed() + processes()).doesNotContain(secret(key));
        }
    }

    @Test
    void theKeyOfABoxsTargetIsInNoListJournalLogOrFile(@TempDir Path folder) throws Exception {
        String key = "zik0zj4secre.2.3.4";
        Path file = folder.resolve("target.key");
        Files.writeString(file, key + "\n");
        int port = freePort();
        Path place = folder.resolve("box");
        try (Box box = Box.start(place, Map.of("net-1", "wire: net:port=%d,key=%s".formatted(port, key)));
                Dialogue target = Program.in(folder).start("sim", "--net", "127.0.0.1:" + port, "--key", "@" + file)) {
            box.take("net-1");
            try (Debugger debugger = box.attach("net-1", "-b")) {
                debugger.expect("Break instruction exception - code 80000003");
                assertThat(debugger.run("r")).contains("rip=");
                String shown = box.admin().done("targets")
                        + box.admin().done("history", "net-1")
                        + debugger.dialogue().printed()
                        + box.service().printed()
                        + target.printed()
                        + processes();
                assertThat(shown).contains("net-1").doesNotContain("zik0zj4secre");
            }
            try (Stream<Path> files = Files.walk(place)) {
                List<Path> leaks = files.filter(Files::isRegularFile)
                        .filter(path -> !path.endsWith("box.yml"))
                        .filter(path -> contains(path, "zik0zj4secre"))
                        .toList();
                assertThat(leaks).isEmpty();
            }
            assertThat(box.admin().ended(0, "release", "net-1"))
                    .contains("key=****")
                    .doesNotContain("zik0zj4secre");
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException _) {
            return false;
        }
    }

    /// What `ps` would show to anybody.
    private static String processes() {
        StringBuilder all = new StringBuilder();
        ProcessHandle.allProcesses()
                .forEach(process ->
                        all.append(process.info().commandLine().orElse("")).append('\n'));
        return all.toString();
    }

    private static String secret(Path key) throws IOException {
        return Files.readString(key).strip();
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
