package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A whole session on the simulated machine: what a person types, and what stands on the screen then.
@Feature(value = "2.6", on = On.SIM)
class SimEngineTest {
    private EngineBench bench;

    @BeforeEach
    void open() {
        bench = new EngineBench("sim:x64,seed=3");
        bench.driver.awaitScreen("simkernel: up");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    @Feature(value = "G01", on = On.SIM)
    void breakInShowsWhereTheTargetStands() {
        bench.breakIn();
        assertThat(bench.driver.screen())
                .contains("Kernel Debugger connection established.")
                .contains("ptr64 TRUE")
                .contains("Break instruction exception - code 80000003 (first chance)");
        assertThat(bench.engine.status().prompt()).isEqualTo("kd>");
        assertThat(bench.driver.run("r")).contains("rip=").contains("int     3");
    }

    @Test
    @Feature(value = "M05", on = On.SIM)
    void breakpointIsHitAtEachCallWithTheNextCount() {
        bench.breakIn();
        bench.driver.run("bp nt!SimHotFunction");
        assertThat(bench.driver.run("g")).contains("Breakpoint 0 hit");
        long first = counter();
        for (int hit = 1; hit <= 3; hit++) {
            assertThat(bench.driver.run("g")).contains("Breakpoint 0 hit").contains("nt!SimHotFunction:");
            assertThat(counter()).isEqualTo(first + hit);
        }
    }

    private long counter() {
        String line = bench.driver.run("dq nt!SimCounter L1");
        return Long.parseUnsignedLong(line.trim().split("\\s+")[1].replace("`", ""), 16);
    }
}
