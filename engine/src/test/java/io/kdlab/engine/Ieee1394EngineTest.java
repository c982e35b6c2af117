package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.transport.ieee1394.SimOnBus;
import org.junit.jupiter.api.Test;

/// A session over IEEE 1394: the executing machine behind mailboxes on a fake bus that is reset while it goes
/// on.
@Feature(value = "3.6", on = On.SIM)
class Ieee1394EngineTest {
    @Test
    @Feature(value = "L09", on = On.SIM)
    void breakInReadBreakpointAndGoThroughBusResets() {
        try (SimOnBus target = new SimOnBus(12);
                EngineBench bench = new EngineBench("1394:channel=12")) {
            bench.driver.awaitScreen("simkernel: up");
            bench.breakIn();
            assertThat(bench.driver.run("r")).contains("rip=");
            target.bus().reset();
            assertThat(bench.driver.run("db nt!SimHotFunction L10")).doesNotContain("??");
            bench.driver.run("bp nt!SimHotFunction");
            for (int hit = 0; hit < 3; hit++) {
                assertThat(bench.driver.run("g")).contains("Breakpoint 0 hit").contains("nt!SimHotFunction:");
                target.bus().reset();
            }
            assertThat(bench.driver.run("k")).contains("nt!SimHotFunction");
        }
    }
}
