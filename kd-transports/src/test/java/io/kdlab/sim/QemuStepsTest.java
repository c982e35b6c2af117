package io.kdlab.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.nio.file.Path;
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
    private static final int BETWEEN_CLOCKS = 150;

    @TempDir
    Path folder;

    /// From the kernel's first instruction, and from wherever it is after so many.
    @ParameterizedTest
    @CsvSource({"1,0", "2,700", "3,20000", "4,33333", "5,100000", "6,250000"})
    void theKernelDoesTheSame(long seed, int skipped) throws Exception {
        Cpu sim = SimBoot.of(seed).cpu();
        Wander.on(sim, skipped);
        try (QemuCpu qemu = QemuCpu.start(folder)) {
            run(new Lockstep(sim, qemu, "seed %d, from step %d".formatted(seed, skipped)), sim, seed);
        }
    }

    /// What a debugger can order (sim.c, SIM_FAULT), with nobody there to handle it: the exception, the handler, the
    /// bug check.
    @ParameterizedTest
    @CsvSource({"1,0", "2,14", "3,14", "4,6", "5,3", "6,44", "7,14"})
    void faultsAreDeliveredTheSame(byte fault, int vector) throws Exception {
        SimBoot boot = SimBoot.of(fault);
        Cpu sim = boot.cpu();
        Wander.on(sim, 30_000);
        new DebuggerAccess(sim).writeVirtual(boot.kernel().export("SimFault"), Bytes.of(fault));
        try (QemuCpu qemu = QemuCpu.start(folder)) {
            Lockstep both = new Lockstep(sim, qemu, "fault " + fault);
            run(both, sim, fault);
            assertThat(both.delivered()).as("vectors that were delivered").contains(vector);
        }
    }

    private static void run(Lockstep both, Cpu sim, long seed) throws IOException {
        Random random = new Random(seed);
        for (int n = 0; n < STEPS; n++) {
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
        try (QemuCpu qemu = QemuCpu.start(folder)) {
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
