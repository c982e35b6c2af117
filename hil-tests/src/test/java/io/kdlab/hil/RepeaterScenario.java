package io.kdlab.hil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.hil.bench.Children;
import io.kdlab.hil.bench.Debugger;
import io.kdlab.hil.bench.Dialogue;
import io.kdlab.hil.bench.Program;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Repeaters as programs, on the documented command lines and addresses; only port numbers are others. What they
/// carry is a kernel's serial line, until the servers of issue 5 are there.
final class RepeaterScenario {
    @TempDir
    private Path folder;

    /// `dbengprx -p -s tcp:port=9001 -c tcp:port=9000,clicon=127.0.10.10` (two-firewalls): both ends dial out to it.
    @Test
    @Feature(value = "R23", on = On.PROCESS)
    @Feature(value = "D02", on = On.PROCESS)
    void bothBuildingsDialOutAndARepeaterThatPersistsStays() throws Exception {
        Program program = Program.in(folder);
        int forServers = freePort();
        int forClients = freePort();
        try (Dialogue sim = program.start("sim", "--port", "0");
                Dialogue repeater = program.start(
                        "dbengprx",
                        "-p",
                        "-s",
                        "tcp:port=" + forClients,
                        "-c",
                        "tcp:port=%d,clicon=127.0.10.10".formatted(forServers))) {
            var waits = sim.expect("ipport=(\\d+),port=127\\.0\\.0\\.1 -y (\\S+)");
            repeater.expect("listens on tcp:port=" + forClients);
            for (int session = 0; session < 2; session++) {
                Process server = Children.start(new ProcessBuilder(
                        "socat",
                        "TCP:127.0.0.1:" + waits.group(1),
                        "TCP:127.0.20.20:%d,bind=127.0.10.10".formatted(forServers)));
                try (Dialogue kd = program.start(
                        "kd",
                        "-b",
                        "-k",
                        "com:ipport=%d,port=127.0.20.20".formatted(forClients),
                        "-y",
                        waits.group(2))) {
                    debug(kd);
                } finally {
                    server.destroy();
                    server.waitFor(Dialogue.LIMIT.toSeconds(), TimeUnit.SECONDS);
                }
                repeater.expect("relay\\.parted");
            }
            assertThat(repeater.over()).as("-p").isFalse();
        }
    }

    /// Two in a row, a pipe between, the second leg written as the repeater examples have it; without `-p` both end
    /// with what they carried.
    @Test
    @Feature(value = "D01", on = On.PROCESS)
    void twoInARowCarryAKernelAndEndWithIt() throws Exception {
        Program program = Program.in(folder);
        int forClients = freePort();
        try (Dialogue sim = program.start("sim", "--port", "0")) {
            var waits = sim.expect("ipport=(\\d+),port=127\\.0\\.0\\.1 -y (\\S+)");
            try (Dialogue near = program.start(
                            "dbengprx",
                            "-c",
                            "tcp:server=127.0.0.1,port=" + waits.group(1),
                            "-s",
                            "npipe:pipe=MainPipe");
                    Dialogue far = program.start(
                            "dbgengprx",
                            "-c",
                            "npipe:server=127.0.0.10,pipe=MainPipe",
                            "-s",
                            "tcp:port=" + forClients)) {
                near.expect("Repeats between");
                far.expect("Repeats between");
                try (Dialogue kd = program.start(
                        "kd",
                        "-b",
                        "-k",
                        "com:ipport=%d,port=127.0.0.30".formatted(forClients),
                        "-y",
                        waits.group(2))) {
                    debug(kd);
                }
                far.expect("Everybody has left\\.");
                near.expect("Everybody has left\\.");
                assertThat(near.end(Dialogue.LIMIT)).isZero();
                assertThat(far.end(Dialogue.LIMIT)).isZero();
            }
        }
    }

    /// A stream that arrives on another address than a loopback one is taken only with `--beyond-loopback`.
    @Test
    void aLegInClearIsForThisMachineUntilItIsOpened() throws Exception {
        Program program = Program.in(folder);
        InetAddress outside = outside();
        assumeTrue(!outside.isLoopbackAddress(), "this machine has no address but loopback ones");
        int port = freePort();
        try (Dialogue closed =
                program.start("dbengprx", "-p", "-c", "tcp:server=127.0.0.1,port=1", "-s", "tcp:port=" + port)) {
            closed.expect("Repeats between");
            try (Socket stranger = new Socket(outside, port)) {
                assertThat(stranger.getInputStream().read()).isEqualTo(-1);
            }
            closed.expect("refused a stream without TLS from another machine");
        }
        try (Dialogue open = program.start(
                "dbengprx", "-p", "--beyond-loopback", "-c", "tcp:server=127.0.0.1,port=1", "-s", "tcp:port=" + port)) {
            open.expect("for other machines too");
            try (Socket _ = new Socket(outside, port)) {
                open.expect("relay\\.refused relay, the end towards the server 'tcp:port=1,server=127\\.0\\.0\\.1'");
            }
        }
    }

    /// An address of this machine that is none of loopback, where it has one.
    private static InetAddress outside() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst()
                .orElse(InetAddress.getLoopbackAddress());
    }

    private static void debug(Dialogue dialogue) throws IOException, InterruptedException {
        Debugger kd = new Debugger(dialogue);
        kd.expect("Break instruction exception - code 80000003");
        assertThat(kd.run("r rip")).contains("rip=");
        // CTRL+C before it runs would be for nobody; and -b may have asked twice.
        do {
            kd.go();
        } while (kd.expect("simkernel: tick|Break instruction exception")
                .group()
                .startsWith("Break"));
        kd.breakIn();
        kd.dialogue().say("q");
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress("127.0.0.1", 0));
            return probe.getLocalPort();
        }
    }
}
