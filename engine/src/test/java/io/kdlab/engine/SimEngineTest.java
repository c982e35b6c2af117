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

    @Test
    void stepOverACallComesBackBehindIt() {
        bench.breakIn();
        bench.driver.run("bp nt!SimBorrow; g; bc *");
        int steps = 0;
        while (!instruction().contains("call")) {
            bench.driver.run("p");
            assertThat(++steps)
                    .as("steps to the call:%n%s", bench.driver.screen())
                    .isLessThan(20);
        }
        long before = counter();
        long sp = evaluate("@rsp");
        bench.driver.run("p");
        assertThat(counter()).isEqualTo(before + 1);
        assertThat(evaluate("@rsp")).isEqualTo(sp);
        assertThat(instruction()).startsWith("nt!SimBorrow");
    }

    @Test
    void stepIntoACallStandsAtItsFirstInstruction() {
        bench.breakIn();
        bench.driver.run("bp nt!SimBorrow; g; bc *");
        int steps = 0;
        while (!instruction().contains("call")) {
            bench.driver.run("t");
            assertThat(++steps).isLessThan(20);
        }
        bench.driver.run("t");
        assertThat(evaluate("@rip")).isEqualTo(evaluate("nt!SimHotFunction"));
    }

    @Test
    void steppingOntoABreakpointIsAHitAndGoingOnDoesNotHitItTwice() {
        bench.breakIn();
        bench.driver.run("bp nt!SimHotFunction; g");
        long counter = counter();
        bench.driver.run("t");
        bench.driver.run("bp @rip+0");
        assertThat(bench.driver.run("g")).contains("Breakpoint 0 hit");
        assertThat(bench.driver.run("t")).contains("Breakpoint 1 hit");
        assertThat(bench.driver.run("g")).contains("Breakpoint 0 hit");
        assertThat(counter()).isEqualTo(counter + 2);
    }

    @Test
    void breakpointThatIsStoodOnStaysInPlace() {
        bench.breakIn();
        bench.driver.run("bp nt!SimHotFunction; g");
        String code = bench.driver.run("db nt!SimHotFunction L1");
        assertThat(code).as("the original byte, not the break").doesNotContain(" cc");
        bench.driver.run("bd 0; g nt!SimBorrow");
        assertThat(bench.driver.run("be 0; g")).contains("Breakpoint 0 hit");
    }

    @Test
    void passCountLetsTheFirstOnesThrough() {
        bench.breakIn();
        bench.driver.run("bp nt!SimHotFunction; g");
        long counter = counter();
        bench.driver.run("bc 0; bp nt!SimHotFunction 3");
        assertThat(bench.driver.run("g")).contains("Breakpoint 0 hit");
        // The one that is stood on is stepped off; of those that follow, two pass.
        assertThat(counter()).isEqualTo(counter + 3);
    }

    @Test
    void dataBreakpointFiresAtTheWrite() {
        bench.breakIn();
        assertThat(bench.driver.run("ba w8 nt!SimWatched; g")).contains("Breakpoint 0 hit");
        assertThat(instruction()).startsWith("nt!SimHotFunction");
        long watched = quad("nt!SimWatched");
        assertThat(bench.driver.run("g")).contains("Breakpoint 0 hit");
        assertThat(quad("nt!SimWatched")).isEqualTo(watched + 3);
        assertThat(bench.driver.run("bc *; g nt!SimBorrow; g nt!SimBorrow")).doesNotContain("hit");
        assertThat(quad("nt!SimWatched")).isGreaterThan(watched + 3);
    }

    @Test
    void executeBreakpointInADebugRegisterFiresOncePerCall() {
        bench.breakIn();
        assertThat(bench.driver.run("ba e1 nt!SimHotFunction; g")).contains("Breakpoint 0 hit");
        long counter = counter();
        assertThat(bench.driver.run("g")).contains("Breakpoint 0 hit");
        assertThat(counter()).isEqualTo(counter + 1);
    }

    @Test
    void hardCodedBreakIsLeftBehindByGoing() {
        bench.breakIn();
        bench.driver.run("ed nt!SimFault 5");
        assertThat(bench.driver.run("g")).contains("Break instruction exception - code 80000003");
        assertThat(instruction()).contains("int     3");
        bench.driver.front.execute("g");
        bench.awaitState(EngineStatus.State.RUNNING);
        bench.breakIn();
        assertThat(instruction()).doesNotStartWith("nt!DbgBreakPoint:");
    }

    @Test
    void stepAtAHardCodedBreakGoesBehindIt() {
        bench.breakIn();
        bench.driver.run("ed nt!SimFault 5; g");
        long at = evaluate("@rip");
        bench.driver.run("t");
        assertThat(evaluate("@rip")).isEqualTo(at + 1);
    }

    @Test
    void goUntilAnAddressStopsThereOnce() {
        bench.breakIn();
        bench.driver.run("g nt!SimBorrow");
        assertThat(evaluate("@rip")).isEqualTo(evaluate("nt!SimBorrow"));
        assertThat(bench.driver.run("bl")).isBlank();
        bench.driver.front.execute("g");
        bench.awaitState(EngineStatus.State.RUNNING);
    }

    @Test
    void goUpComesBackToTheCaller() {
        bench.breakIn();
        bench.driver.run("bp nt!SimHotFunction; g");
        long counter = counter();
        long sp = evaluate("@rsp");
        bench.driver.run("gu");
        assertThat(instruction()).startsWith("nt!SimBorrow");
        assertThat(evaluate("@rsp")).isEqualTo(sp + 8);
        assertThat(counter()).isEqualTo(counter + 1);
        bench.driver.run("gu");
        assertThat(instruction()).startsWith("simdrv!");
        assertThat(bench.driver.run("k")).contains("nt!SimPump");
    }

    @Test
    void changedMemoryIsWhatTheTargetPrints() {
        bench.breakIn();
        bench.driver.run("ed nt!SimValue 4d2; ed nt!SimReportSeconds 1");
        bench.driver.front.execute("g");
        bench.driver.awaitScreen("value 1234");
    }

    /// What stands at the program counter, with its symbol.
    private String instruction() {
        return bench.driver.run("u @rip L1").replace("\n", " ");
    }

    private long evaluate(String expression) {
        String line = bench.driver.run("? " + expression);
        return Long.parseUnsignedLong(
                line.substring(line.indexOf('=') + 1).trim().replace("`", ""), 16);
    }

    private long counter() {
        return quad("nt!SimCounter");
    }

    private long quad(String place) {
        String line = bench.driver.run("dq " + place + " L1");
        return Long.parseUnsignedLong(line.trim().split("\\s+")[1].replace("`", ""), 16);
    }
}
