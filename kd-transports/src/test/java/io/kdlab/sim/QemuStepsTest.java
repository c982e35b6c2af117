package io.kdlab.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The same steps of the simulated kernel in the interpreter and in QEMU: after each, all registers are equal, and at
/// the end all memory.
@Timeout(600)
@Feature(value = "3.9", on = On.QEMU)
final class QemuStepsTest {
    private static final int STEPS = 1000;
    /// Within so many the order is obeyed, whatever the kernel was doing.
    private static final int STEPS_OF_FAULT = 2000;

    private static final int BETWEEN_CLOCKS = 150;

    @TempDir
    Path folder;

    /// From the kernel's first instruction, and from wherever it is after so many.
    @ParameterizedTest
    @CsvSource({
        "X64,1,0",
        "X64,2,700",
        "X64,3,20000",
        "X64,4,33333",
        "X64,5,100000",
        "X64,6,250000",
        "X86,1,0",
        "X86,2,700",
        "X86,3,20000",
        "X86,4,33333",
        "X86,5,100000",
        "X86,6,250000"
    })
    void theKernelDoesTheSame(CpuMode mode, long seed, int skipped) throws Exception {
        Cpu sim = SimBoot.of(mode, seed, 1).cpu();
        Wander.on(sim, skipped);
        try (QemuCpu qemu = QemuCpu.start(mode, folder)) {
            run(new Lockstep(sim, qemu, "%s, seed %d, from step %d".formatted(mode, seed, skipped)), sim, seed, STEPS);
        }
    }

    /// What a debugger can order (sim.c, SIM_FAULT), with nobody there to handle it: the exception, the handler, the
    /// bug check.
    @ParameterizedTest
    @CsvSource({
        "X64,1,0",
        "X64,2,14",
        "X64,3,14",
        "X64,4,6",
        "X64,5,3",
        "X64,6,44",
        "X64,7,14",
        "X86,1,0",
        "X86,2,14",
        "X86,3,14",
        "X86,4,6",
        "X86,5,3",
        "X86,6,44",
        "X86,7,14"
    })
    void faultsAreDeliveredTheSame(CpuMode mode, byte fault, int vector) throws Exception {
        SimBoot boot = SimBoot.of(mode, fault, 1);
        Cpu sim = boot.cpu();
        Wander.on(sim, 30_000);
        new DebuggerAccess(sim).writeVirtual(boot.kernel().export("SimFault"), Bytes.of(fault));
        try (QemuCpu qemu = QemuCpu.start(mode, folder)) {
            Lockstep both = new Lockstep(sim, qemu, mode + ", fault " + fault);
            run(both, sim, fault, STEPS_OF_FAULT);
            assertThat(both.delivered()).as("vectors that were delivered").contains(vector);
        }
    }

    /// What no compiler makes: the instructions that only 32-bit mode has, one behind the other in random order.
    @Test
    void instructionsOf32BitsAloneDoTheSame() throws Exception {
        List<String> pieces = List.of(
                "27",
                "2f",
                "37",
                "3f",
                "d40a",
                "d407",
                "d50a",
                "d511",
                "d6",
                "40",
                "4b",
                "6641",
                "664f",
                "6061",
                "0607",
                "1e1f",
                "1617",
                "0fa00fa1",
                "0fa80fa9",
                "9f",
                "9e",
                "69c07956341289c2",
                "0483",
                "2c19",
                "f8",
                "f9");
        Random random = new Random(32);
        Cpu sim = SimBoot.of(CpuMode.X86, 32, 1).cpu();
        Wander.on(sim, 30_000);
        StringBuilder code = new StringBuilder();
        for (int n = 0; n < 400; n++) {
            code.append(pieces.get(random.nextInt(pieces.size())));
        }
        Bytes bytes = Bytes.ofHex(code.toString());
        new DebuggerAccess(sim).writeVirtual(sim.registers.rip, bytes);
        long end = sim.registers.rip + bytes.length();
        try (QemuCpu qemu = QemuCpu.start(CpuMode.X86, folder)) {
            Lockstep both = new Lockstep(sim, qemu, "32-bit instructions, seed 32");
            while (sim.registers.rip != end) {
                both.step();
            }
            assertThat(both.delivered()).isEmpty();
            both.compareMemory();
        }
    }

    private static void run(Lockstep both, Cpu sim, long seed, int steps) throws IOException {
        Random random = new Random(seed);
        for (int n = 0; n < steps; n++) {
            both.step();
            if (sim.registers.flag(Registers.IF) && random.nextInt(BETWEEN_CLOCKS) == 0) {
                both.clock();
            }
        }
        both.compareMemory();
    }

    @Test
    void aDifferenceIsNamedWithItsStepAndBothRegisterFiles() throws Exception {
        Cpu sim = SimBoot.of(1).cpu();
        try (QemuCpu qemu = QemuCpu.start(CpuMode.X64, folder)) {
            Lockstep both = new Lockstep(sim, qemu, "seed 1");
            both.step();
            sim.registers.gpr[Registers.RBX] ^= 0x10;
            assertThatThrownBy(both::step)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("seed 1, step 2: sim and QEMU differ (sim / QEMU): [rbx 10 / 0]")
                    .hasMessageContaining("code ")
                    .hasMessageContaining("QEMU:\n   rax=");
        }
    }
}
