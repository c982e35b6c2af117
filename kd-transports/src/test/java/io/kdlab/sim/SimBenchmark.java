package io.kdlab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// How fast the interpreter is: the simulated kernel at work, its clock coming as fast as it goes. A step allocates
/// nothing; that is asserted in [CpuTest].
final class SimBenchmark {
    private static final int STEPS = 5_000_000;
    private static final int ROUNDS = 7;

    @Test
    void instructionsASecond() {
        System.out.printf(
                "%n### Instructions a second%n%n| machine | instructions a second, best of %d | bytes allocated in %,d |%n|---|---|---|%n",
                ROUNDS, STEPS);
        for (CpuMode mode : CpuMode.values()) {
            Cpu cpu = SimBoot.of(mode, 1, 1).cpu();
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            double best = 0;
            long allocated = 0;
            for (int n = 0; n < ROUNDS; n++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                long began = System.nanoTime();
                Wander.on(cpu, STEPS);
                best = Math.max(best, STEPS / ((System.nanoTime() - began) / 1e9));
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(best).isPositive();
            System.out.printf(Locale.ROOT, "| sim:%s | %,.0f | %,d |%n", mode, best, allocated);
        }
    }
}
