package io.kdlab.hil;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.hil.bench.Dialogue;
import io.kdlab.hil.bench.Program;
import io.kdlab.hil.bench.Qemu;
import io.kdlab.hil.bench.TargetKernel;
import io.kdlab.hil.bench.Waiting;
import io.kdlab.hil.bench.Wire;
import io.kdlab.peer.Cable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a person at a terminal is told when the wire or the target fails: the cause, the prompt, and the session comes
/// back by itself.
final class TroubleScenario {
    private static final String STOPPED = "Break instruction exception - code 80000003";
    /// How long one question to a session that is coming back may take.
    private static final Duration AGAIN = Duration.ofSeconds(3);
    /// The prompt at the end of what was printed.
    private static final String PROMPT = "kd> $";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Dialogue kd(String wire, TargetKernel kernel) throws IOException {
        return Program.in(folder)
                .onTerminal("kd", "-k", wire, "-y", kernel.folder().toString(), "-b");
    }

    @Test
    @Feature(value = "2.6", on = On.QEMU)
    @Feature(value = "2.4", on = On.QEMU)
    void aDeadTargetIsNamedAndComesBack() throws Exception {
        TargetKernel kernel = TargetKernel.layout("A");
        try (Qemu machine = Qemu.onPipe(kernel, folder.resolve("kd.sock"));
                Dialogue kd = kd(machine.wire(), kernel)) {
            kd.expect(STOPPED);
            kd.expect(PROMPT);
            machine.freeze();
            kd.say("dd nt!WorkRounds L1");
            kd.expect("kd\\.sock.*(silent|does not answer|hung)");
            machine.thaw();
            awaitRegisters(kd);
        }
    }

    @Test
    @Feature(value = "2.6", on = On.QEMU)
    @Feature(value = "2.4", on = On.PROCESS)
    void aPortThatVanishesIsNamedAndComesBack() throws Exception {
        TargetKernel kernel = TargetKernel.layout("A");
        try (Qemu machine = Qemu.onPipe(kernel, folder.resolve("kd.sock"));
                Wire wire = Wire.between(folder.resolve("kd.sock"), folder.resolve("tty"));
                Dialogue kd = kd(wire.connection(), kernel)) {
            kd.expect(STOPPED);
            kd.expect(PROMPT);
            wire.unplug();
            kd.expect(folder.resolve("tty") + ".*(vanished|gone|closed|does not exist|is not there|unplugged)");
            kd.say("r rip");
            kd.expect("(vanished|gone|closed|does not exist|is not there|unplugged|lost)");
            wire.plug();
            awaitRegisters(kd);
            assertThat(machine.isUp()).isTrue();
        }
    }

    @Test
    @Feature(value = "2.6", on = On.QEMU)
    @Feature(value = "L03", on = On.QEMU)
    void aCutConnectionIsNamedAndComesBack() throws Exception {
        TargetKernel kernel = TargetKernel.layout("B");
        try (Cable cable = new Cable();
                Qemu machine = Qemu.dialling(kernel, cable.targetPort());
                Dialogue kd = kd("com:ipport=%d,port=127.0.0.1".formatted(cable.hostPort()), kernel)) {
            kd.expect(STOPPED);
            kd.expect(PROMPT);
            cable.unplugHost();
            kd.expect("127\\.0\\.0\\.1.*(closed|lost|trying again)");
            awaitRegisters(kd);

            cable.breakWires();
            kd.say("dd nt!WorkRounds L1; dd nt!WorkMatrix L1");
            kd.expect("127\\.0\\.0\\.1.*(silent|does not answer|hung)");
            cable.mendWires();
            awaitRegisters(kd);
            assertThat(machine.isUp()).isTrue();
        }
    }

    @Test
    @Feature(value = "2.6", on = On.QEMU)
    @Feature(value = "L14", on = On.QEMU)
    void garbageOnTheWireIsNamedAndSurvived() throws Exception {
        TargetKernel kernel = TargetKernel.layout("B");
        byte[] garbage = new byte[3000];
        new Random(20261120).nextBytes(garbage);
        try (Cable cable = new Cable();
                Qemu machine = Qemu.dialling(kernel, cable.targetPort());
                Dialogue kd = kd("com:ipport=%d,port=127.0.0.1".formatted(cable.hostPort()), kernel)) {
            kd.expect(STOPPED);
            kd.expect(PROMPT);
            cable.garble(0x5a);
            cable.injectToHost(garbage);
            kd.say("dd nt!WorkRounds L1");
            kd.expect("garbage");
            cable.garble(0);
            awaitRegisters(kd);
            assertThat(machine.isUp()).isTrue();
        }
    }

    @Test
    @Feature(value = "2.6", on = On.QEMU)
    @Feature(value = "L13", on = On.QEMU)
    void aWrongBaudRateIsSuspected() throws Exception {
        TargetKernel kernel = TargetKernel.layout("A");
        try (Cable cable = new Cable();
                Dialogue kd = kd(
                        "fault:baud=115200,sampled=57600,wire=@{com:ipport=%d,port=127.0.0.1}"
                                .formatted(cable.hostPort()),
                        kernel)) {
            Waiting.until("kd is on the wire", Dialogue.LIMIT, () -> cable.hosts() > 0);
            // What the young kernel says about itself is sampled at half its rate.
            try (Qemu machine = Qemu.dialling(kernel, cable.targetPort())) {
                kd.expect("bytes of garbage and no packet: wrong baud rate");
                kd.expect("break-in is not answered.*the target speaks 115200 baud, and this link 57600");
                assertThat(machine.isUp()).isTrue();
            }
        }
    }

    /// The session is back when the target answers again, by itself: nobody restarts anything.
    private static void awaitRegisters(Dialogue kd) throws IOException, InterruptedException {
        long end = System.nanoTime() + Dialogue.LIMIT.toNanos();
        while (true) {
            kd.say("r rip");
            try {
                kd.expect("rip=[0-9a-f]{16}", AGAIN);
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("the session does not come back:\n" + kd.printed(), e);
                }
            }
        }
    }
}
