package io.kdlab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.message.Continue2;
import io.kdlab.message.GetContext;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ReadControlSpace;
import io.kdlab.message.StateChange;
import io.kdlab.message.SwitchProcessor;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A simulated machine with several processors, and a debugger that goes from one to the other.
@Timeout(120)
@Feature(value = "3.9", on = On.SIM)
final class SimProcessorsTest {
    private static final int CPUS = 3;

    @Test
    void everyProcessorWorksAndAStopFreezesThemAll() throws Exception {
        try (SimSession s = stopped()) {
            long counters = s.kernel.export("SimProcessorCounter");
            Bytes before = s.read(counters, 4 * CPUS);
            assertThat(s.read(counters, 4 * CPUS)).as("frozen").isEqualTo(before);
            s.workASecond();
            Bytes after = s.read(counters, 4 * CPUS);
            for (int n = 1; n < CPUS; n++) {
                assertThat(after.u32(4 * n)).as("processor %d", n).isGreaterThan(before.u32(4 * n));
            }
        }
    }

    @Test
    void aBreakpointIsHitByWhoeverComesByAndTheReportNamesIt() throws Exception {
        try (SimSession s = stopped()) {
            long work = s.kernel.export("SimProcessorWork");
            Set<Integer> seen = new HashSet<>();
            s.skipInt3();
            for (int n = 0; n < 20 && seen.size() < CPUS - 1; n++) {
                s.plant(work);
                s.go();
                StateChange hit = s.nextStop();
                assertThat(hit.programCounter().value()).isEqualTo(work);
                assertThat(hit.processorCount()).isEqualTo(CPUS);
                int on = hit.processor();
                long argument = s.on(on).ask(new GetContext(0)).data().u64(SimSession.RCX);
                assertThat(argument).as("the number that the code itself has").isEqualTo(on);
                seen.add(on);
                assertThat(s.step().processor())
                        .as("the step is this processor's")
                        .isEqualTo(on);
            }
            assertThat(seen).containsExactlyInAnyOrder(1, 2);
        }
    }

    @Test
    void switchingGivesEachProcessorsOwnStateAndThread() throws Exception {
        try (SimSession s = stopped()) {
            Set<Long> threads = new HashSet<>();
            Set<Long> blocks = new HashSet<>();
            for (int n = CPUS - 1; n >= 0; n--) {
                s.on(n).tell(new SwitchProcessor());
                StateChange there = s.nextStop();
                assertThat(SimSession.code(there)).isEqualTo(NtStatus.WAKE_SYSTEM_DEBUGGER);
                assertThat(there.processor()).isEqualTo(n);
                long prcb = s.on(n).ask(ReadControlSpace.of(1, 8)).data().u64(0);
                assertThat(s.read(prcb + 4, 2).u16(0)).as("KPRCB.Number").isEqualTo(n);
                assertThat(s.read(prcb + 0x40 + 0xF0, ContextImage.SIZE))
                        .as("the kernel's own copy of the context")
                        .isEqualTo(s.context());
                assertThat(s.context().u64(SimSession.RIP))
                        .isEqualTo(there.programCounter().value());
                threads.add(there.header().thread().value());
                blocks.add(prcb);
            }
            assertThat(blocks).hasSize(CPUS);
            assertThat(threads).as("KTHREADs").hasSize(CPUS);
            Manipulate nobody = s.on(CPUS).ask(new GetContext(0));
            assertThat(nobody.status()).isEqualTo(NtStatus.UNSUCCESSFUL);
        }
    }

    @Test
    void aProcessorThatDidNotStopCanBeStepped() throws Exception {
        try (SimSession s = stopped()) {
            s.on(2).tell(new SwitchProcessor());
            StateChange before = s.nextStop();
            s.tell(Continue2.of(NtStatus.CONTINUE, true, DebugRegisters.DR7_FIXED));
            StateChange after = s.nextStop();
            while (after.processor() != 2) { // the one that broke in stands at its int3
                s.skipInt3();
                s.go();
                after = s.nextStop();
            }
            assertThat(SimSession.code(after)).isEqualTo(NtStatus.SINGLE_STEP);
            assertThat(after.programCounter()).isNotEqualTo(before.programCounter());
        }
    }

    @Test
    void hardwareBreakpointsStopEveryProcessor() throws Exception {
        try (SimSession s = stopped()) {
            long work = s.kernel.export("SimProcessorWork");
            s.skipInt3();
            for (int n = CPUS - 1; n >= 0; n--) {
                s.on(n).watch(0, work, 0, 0);
            }
            Set<Integer> seen = new HashSet<>();
            for (int n = 0; n < 20 && seen.size() < CPUS - 1; n++) {
                s.go();
                StateChange hit = s.nextStop();
                assertThat(SimSession.code(hit)).isEqualTo(NtStatus.SINGLE_STEP);
                assertThat(SimSession.report(hit).dr6() & 15).isEqualTo(1);
                seen.add(hit.processor());
            }
            assertThat(seen).containsExactlyInAnyOrder(1, 2);
        }
    }

    private static SimSession stopped() throws Exception {
        SimSession s = new SimSession("sim:x64,cpus=" + CPUS + ",seed=4", 4);
        s.firstStop();
        s.go();
        s.nextStop();
        s.go();
        s.printed("up");
        s.breakIn();
        return s;
    }
}
