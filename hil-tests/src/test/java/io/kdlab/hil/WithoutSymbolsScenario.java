package io.kdlab.hil;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.hil.bench.Debugger;
import io.kdlab.hil.bench.Dialogue;
import io.kdlab.hil.bench.Program;
import io.kdlab.hil.bench.Qemu;
import io.kdlab.hil.bench.TargetKernel;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The other wires of a virtual machine, and a debugger that has no symbols at all: everything by address.
final class WithoutSymbolsScenario {
    private static final long KERNEL_SIZE = 0x100000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    @Feature(value = "2.4", on = On.QEMU)
    @Feature(value = "2.6", on = On.QEMU)
    @Feature(value = "L03", on = On.QEMU)
    void pipeReachesTheKernel() throws Exception {
        TargetKernel kernel = TargetKernel.layout("B");
        try (Qemu machine = Qemu.onPipe(kernel, folder.resolve("kd.sock"))) {
            attachBreakAndWalk(kernel, machine);
        }
    }

    @Test
    @Feature(value = "2.4", on = On.QEMU)
    @Feature(value = "2.6", on = On.QEMU)
    @Feature(value = "L03", on = On.QEMU)
    void tcpReachesTheKernel() throws Exception {
        TargetKernel kernel = TargetKernel.layout("A");
        try (Qemu machine = Qemu.onTcp(kernel, freePort())) {
            attachBreakAndWalk(kernel, machine);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void attachBreakAndWalk(TargetKernel kernel, Qemu machine) throws Exception {
        try (Debugger debugger = new Debugger(Program.in(folder).start("kd", "-k", machine.wire(), "-b"))) {
            debugger.expect("Break instruction exception - code 80000003");
            long base = Debugger.value(debugger.run("vertarget"), "Kernel base = 0x([0-9a-f]{8}`[0-9a-f]{8})");
            assertThat(debugger.register("rip")).isEqualTo(base + kernel.rva("RtlpBreakWithStatusInstruction"));

            long hot = base + kernel.rva("HotFunction");
            debugger.run("bp " + Debugger.address(hot));
            assertThat(debugger.run("g")).contains("Breakpoint 0 hit");
            assertThat(debugger.register("rip")).isEqualTo(hot);
            assertThat(debugger.register("ecx")).isEqualTo(debugger.dword(base + kernel.rva("HotCounter")));
            assertThat(outsideTheKernel(debugger.run("k"), base))
                    .as("HalRelay, TestRelay and TestDispatch among 13 frames")
                    .isEqualTo(3);
            debugger.run("bc *");
            long counter = debugger.dword(base + kernel.rva("HotCounter"));
            debugger.dialogue().say("q resume");
            assertThat(debugger.dialogue().end(Dialogue.LIMIT)).isZero();

            try (Debugger next = new Debugger(Program.in(folder).start("kd", "-k", machine.wire(), "-b"))) {
                next.expect("Break instruction exception - code 80000003");
                assertThat(next.dword(base + kernel.rva("HotCounter")))
                        .as("the target ran after q resume")
                        .isGreaterThan(counter);
            }
        }
    }

    private static long outsideTheKernel(String stack, long base) {
        List<MatchResult> frames = Pattern.compile("(?m)^([0-9a-f]{2}) ([0-9a-f`]{17}) ([0-9a-f`]{17}) (\\S+)$")
                .matcher(stack)
                .results()
                .toList();
        assertThat(frames).as(stack).hasSize(13);
        return frames.subList(0, 12).stream()
                .mapToLong(frame -> Debugger.value(frame.group(3), "(.*)") - base)
                .filter(offset -> offset < 0 || offset > KERNEL_SIZE)
                .count();
    }
}
