package io.kdlab.hil;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.hil.bench.Dialogue;
import io.kdlab.hil.bench.Program;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `remote` as a program, around our `kd` and around a shell.
final class RemoteScenario {
    @TempDir
    private Path folder;

    /// The documented order: a session, a query, a client, who needs no debugger.
    @Test
    @Feature(value = "X01", on = On.SIM)
    void aKernelIsDebuggedByAClientThatHasNoDebugger() throws Exception {
        Program program = Program.in(folder);
        try (Dialogue server = program.start("remote", "/s", "KD -b -k sim:x64,seed=7", "debug")) {
            String machine =
                    server.expect("To Connect: Remote /C (\\S+) \"debug\"").group(1);
            server.expect("Break instruction exception - code 80000003");
            assertThat(program.done("remote", "/Q", machine))
                    .contains("kd     [Remote /C " + machine + " \"debug\"] visible");
            try (Dialogue client = program.start("remote", "/C", "127.0.0.1", "Debug", "/L", "50")) {
                client.expect("Break instruction exception - code 80000003");
                client.expect("\\*\\*Remote: Connected to \\S+ " + System.getProperty("user.name") + " \\[");
                client.say("r rip");
                client.expect("rip=[0-9a-f]{16}");
                server.expect("r rip     \\[");
                client.say("g");
                // CTRL+C before it runs would be for nobody.
                client.expect("simkernel: tick");
                client.interrupt();
                client.expect("Break instruction exception - code 80000003");
                server.say("@m from the server");
                client.expect("@m from the server     \\[Local +\\w{3} \\d");
                client.say("@Q");
                assertThat(client.end(Dialogue.LIMIT)).isZero();
            }
            server.expect("\\*\\*Remote:  Disconnected from ");
            server.say("@K");
            server.expect("\\*\\*\\* SESSION OVER \\*\\*\\*");
        }
        assertThat(program.done("remote", "/q", ".")).contains("No Remote servers running on \\\\.");
    }

    /// Over TLS, known by the fingerprint of its certificate and a password that both prove.
    @Test
    void aShellIsSharedOverTls() throws Exception {
        Program program = Program.in(folder);
        try (Dialogue server =
                program.start("remote", "/s", "cat", "shell", "/-v", "/t", "ssl:port=0,password=quite long a secret")) {
            String port = server.expect("Remote /C ssl:port=(\\d+),server=").group(1);
            String pin = server.expect("certuser=([0-9a-f]{64})").group(1);
            String where = "ssl:server=127.0.0.1,port=%s,certuser=%s".formatted(port, pin);
            assertThat(program.done("remote", "/q", "\\\\127.0.0.1"))
                    .contains("No visible sessions on server \\\\127.0.0.1");
            assertThat(program.ended(1, "remote", "/c", where + ",password=another", "shell"))
                    .contains("refused: the password is wrong (0x80004005)");
            try (Dialogue client = program.start("remote", "/c", where + ",password=quite long a secret", "shell")) {
                client.expect("Connected to \\S+\\(127\\.0\\.0\\.1\\) ");
                client.say("over TLS");
                client.expect("^over TLS\\n");
                server.say("@k");
                client.expect("SESSION OVER");
                assertThat(client.end(Dialogue.LIMIT)).isZero();
            }
            assertThat(server.printed()).doesNotContainPattern(Pattern.quote("quite long a secret"));
        }
    }
}
