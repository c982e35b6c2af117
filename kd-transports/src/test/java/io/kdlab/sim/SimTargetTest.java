package io.kdlab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.connection.ConnectionException;
import io.kdlab.connection.LinkNotice;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.message.CauseBugCheck;
import io.kdlab.message.ExceptionStop;
import io.kdlab.message.GetContext;
import io.kdlab.message.GetVersion;
import io.kdlab.message.LoadSymbols;
import io.kdlab.message.ReadControlSpace;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.ReadPhysical;
import io.kdlab.message.Reboot;
import io.kdlab.message.RestoreBreakpoint;
import io.kdlab.message.SetContext;
import io.kdlab.message.StateChange;
import io.kdlab.message.SwitchProcessor;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The executing simulator, debugged through the product's own connection.
@Timeout(60)
@Feature(value = "2.3", on = On.SIM)
final class SimTargetTest {
    private static final int EXECUTE = 0;
    private static final int WRITE = 1;
    private static final int READ_WRITE = 3;
    private static final int FOUR_BYTES = 3;
    private static final int EIGHT_BYTES = 2;

    @Test
    void bootReportsBothImagesAndPrints() throws Exception {
        try (SimSession s = new SimSession("sim:x64,seed=5", 5)) {
            StateChange kernel = s.firstStop();
            assertThat(kernel.path()).isEqualTo("\\SystemRoot\\system32\\simkernel.exe");
            assertThat(((LoadSymbols) kernel.body()).base().value()).isEqualTo(s.kernel.base());
            s.go();
            assertThat(s.nextStop().path()).endsWith("simdrv.sys");
            s.go();
            assertThat(s.printed("up")).isEqualTo("simkernel: up\n");
        }
    }

    @Test
    void versionIsTheKernelsOwnBlockInMemory() throws Exception {
        try (SimSession s = SimSession.stopped(1)) {
            GetVersion version = (GetVersion) s.ask(GetVersion.REQUEST).body();
            assertThat(version.build()).isEqualTo(7601);
            assertThat(version.kernelBase().value()).isEqualTo(s.kernel.base());
            long block = s.read(version.debuggerDataList().value(), 8).u64(0);
            assertThat(s.read(block + 0x10, 4).toLatin1()).isEqualTo("KDBG");
            assertThat(s.read(block + 0x48, 8).u64(0))
                    .isEqualTo(version.loadedModuleList().value());
        }
    }

    @Test
    @Feature(value = "M06", on = On.SIM)
    void moduleListTellsWhatThePeHeadersTell() throws Exception {
        try (SimSession s = SimSession.stopped(1)) {
            GetVersion version = (GetVersion) s.ask(GetVersion.REQUEST).body();
            long head = version.loadedModuleList().value();
            List<String> names = new ArrayList<>();
            for (long entry = s.read(head, 8).u64(0);
                    entry != head;
                    entry = s.read(entry, 8).u64(0)) {
                Bytes row = s.read(entry, 0xA0);
                names.add(new String(s.read(row.u64(0x60), row.u16(0x58)).toByteArray(), StandardCharsets.UTF_16LE));
                Bytes headers = s.read(row.u64(0x30), 0x200);
                int pe = headers.u32(0x3C);
                assertThat(row.u32(0x40)).isEqualTo(headers.u32(pe + 0x50));
                assertThat(row.u32(0x9C)).isEqualTo(headers.u32(pe + 8)).isNotZero();
            }
            assertThat(names).containsExactly("simkernel.exe", "simdrv.sys");
        }
    }

    @Test
    @Feature(value = "G01", on = On.SIM)
    void breakInStopsInTheClockInterrupt() throws Exception {
        try (SimSession s = SimSession.booted(1)) {
            StateChange change = s.breakIn();
            GetVersion version = (GetVersion) s.ask(GetVersion.REQUEST).body();
            long block = s.read(version.debuggerDataList().value(), 8).u64(0);
            assertThat(change.programCounter().value())
                    .as("BreakpointWithStatus")
                    .isEqualTo(s.read(block + 0x20, 8).u64(0));
            assertThat(s.context().u64(SimSession.RCX)).as("status: control-C").isEqualTo(1);
            assertThat(SimSession.report(change).instructions().get(0)).isEqualTo(0xCC);
        }
    }

    @Test
    @Feature(value = "M05", on = On.SIM)
    void breakpointOnTheHotFunctionIsHitEachTickWithTheNextCount() throws Exception {
        try (SimSession s = SimSession.stopped(1)) {
            long hot = s.kernel.export("SimHotFunction");
            long before = s.quad("SimCounter");
            s.skipInt3();
            for (int n = 1; n <= 3; n++) {
                assertThat(s.plant(hot).status()).isEqualTo(NtStatus.SUCCESS);
                s.go();
                StateChange hit = s.nextStop();
                assertThat(hit.programCounter().value()).isEqualTo(hot);
                assertThat(s.context().u64(SimSession.RCX)).isEqualTo(before + n);
                assertThat(s.quad("SimCounter")).isEqualTo(before + n - 1);
                assertThat(s.ask(new RestoreBreakpoint(1)).status())
                        .as("the stop took the breakpoint out")
                        .isEqualTo(NtStatus.UNSUCCESSFUL);
                assertThat(SimSession.code(s.step())).isEqualTo(NtStatus.SINGLE_STEP);
            }
        }
    }

    @Test
    void thirtyTwoBreakpointsFitAndAnAddressTakesOne() throws Exception {
        try (SimSession s = SimSession.stopped(1)) {
            long text = s.kernel.export("SimHotFunction") - 0x400;
            for (int n = 0; n < Breakpoints.SLOTS; n++) {
                assertThat(s.plant(text + 4L * n).status()).isEqualTo(NtStatus.SUCCESS);
            }
            assertThat(s.plant(text + 400).status()).as("a 33rd").isEqualTo(NtStatus.UNSUCCESSFUL);
            assertThat(s.read(text + 8, 1).get(0)).isEqualTo(0xCC);
            assertThat(s.ask(new RestoreBreakpoint(3)).status()).isEqualTo(NtStatus.SUCCESS);
            assertThat(s.plant(text).status()).as("an address twice").isEqualTo(NtStatus.UNSUCCESSFUL);
            assertThat(s.plant(0x10).status()).as("nothing there").isEqualTo(NtStatus.UNSUCCESSFUL);
        }
    }

    @Test
    void stepsFollowTheInstructionsThatAreThere() throws Exception {
        try (SimSession s = SimSession.stopped(1)) {
            s.skipInt3();
            StateChange atReturn = s.step();
            assertThat(SimSession.report(atReturn).dr6() & DebugRegisters.DR6_STEP)
                    .isNotZero();
            long pc = atReturn.programCounter().value();
            for (int n = 0; n < 200; n++) {
                StateChange next = s.step();
                assertThat(SimSession.code(next)).isEqualTo(NtStatus.SINGLE_STEP);
                assertThat(next.programCounter().value()).as("step %d", n).isNotEqualTo(pc);
                pc = next.programCounter().value();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"SimHotFunction,0,0", "SimCounter,1,2", "SimWatched,3,3"})
    @Feature(value = "M05", on = On.SIM)
    void hardwareBreakpointsStop(String export, int kind, int length) throws Exception {
        assertThat(List.of(EXECUTE, WRITE, READ_WRITE)).contains(kind);
        assertThat(List.of(0, EIGHT_BYTES, FOUR_BYTES)).contains(length);
        try (SimSession s = SimSession.stopped(1)) {
            long hot = s.kernel.export("SimHotFunction");
            s.skipInt3();
            s.watch(1, s.kernel.export(export), kind, length);
            for (int n = 0; n < 3; n++) {
                s.go();
                StateChange hit = s.nextStop();
                assertThat(SimSession.code(hit)).isEqualTo(NtStatus.SINGLE_STEP);
                assertThat(SimSession.report(hit).dr6() & 15).isEqualTo(2);
                long distance = hit.programCounter().value() - hot;
                assertThat(distance).isBetween(0L, 64L);
                assertThat(distance == 0).isEqualTo(kind == EXECUTE);
            }
            s.unwatch();
            s.go();
            s.breakIn();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1,C0000094,-,-",
        "2,C0000005,0,10",
        "3,C0000005,1,FFFFF80000000123",
        "4,C000001D,-,-",
        "5,80000003,0,-",
        "6,C0000420,-,-",
        "7,C0000005,8,1000"
    })
    void faultsAreReportedAsTheyHappen(int fault, String code, String first, String second) throws Exception {
        try (SimSession s = SimSession.stopped(1)) {
            s.write(s.kernel.export("SimFault"), Bytes.of((byte) fault));
            s.skipInt3();
            s.go();
            ExceptionStop stop = (ExceptionStop) s.nextStop().body();
            assertThat(stop.code()).hasToString("0x" + code);
            assertThat(stop.isFirstChance()).isTrue();
            List<String> parameters =
                    stop.validParameters().stream().map(p -> "%X".formatted(p)).toList();
            List<String> expected =
                    first.equals("-") ? List.of() : second.equals("-") ? List.of(first) : List.of(first, second);
            assertThat(parameters).isEqualTo(expected);
        }
    }

    @Test
    @Feature(value = "G03", on = On.SIM)
    void anUnhandledFaultBecomesABugCheck() throws Exception {
        try (SimSession s = SimSession.stopped(1)) {
            s.write(s.kernel.export("SimFault"), Bytes.of((byte) 2));
            s.skipInt3();
            s.go();
            StateChange fault = s.nextStop();
            s.goNotHandled();
            assertThat(s.printed("Fatal System Error"))
                    .contains("*** Fatal System Error: 0x0000001e")
                    .contains("(0xFFFFFFFFC0000005,0x%016X,0x0000000000000000,0x0000000000000010)"
                            .formatted(fault.programCounter().value()));
            assertThat(SimSession.code(s.nextStop())).isEqualTo(NtStatus.BREAKPOINT);
            assertThat(s.context().u64(SimSession.RCX)).as("status: bug check").isEqualTo(3);
        }
    }

    @Test
    @Feature(value = "G03", on = On.SIM)
    void aBugCheckOnRequestShowsItsFiveNumbers() throws Exception {
        try (SimSession s = SimSession.stopped(1)) {
            long request = s.kernel.export("SimBugCheck");
            for (int n = 4; n >= 0; n--) {
                s.write(request + 8L * n, SimSession.quadBytes(n == 0 ? 0xC4 : n * 0x11));
            }
            s.skipInt3();
            s.go();
            assertThat(s.printed("Fatal System Error"))
                    .contains("0x000000c4")
                    .contains("(0x0000000000000011,0x0000000000000022,0x0000000000000033,0x0000000000000044)");
            s.nextStop();
            s.skipInt3();
            s.go();
            s.nextStop();
            assertThat(s.context().u64(SimSession.RCX)).as("second time").isEqualTo(4);
        }
    }

    @Test
    @Feature(value = "G02", on = On.SIM)
    void causeBugCheckCrashesAndRebootComesBack() throws Exception {
        try (SimSession s = SimSession.stopped(1)) {
            s.tell(new CauseBugCheck(0xE2));
            assertThat(s.printed("Fatal System Error")).contains("0x000000e2");
            s.nextStop();
            s.tell(new Reboot());
            LinkNotice notice = s.next();
            while (!(notice instanceof LinkNotice.TargetReset)) {
                notice = s.next();
            }
            s.passImages();
            s.printed("simkernel: up");
        }
    }

    @Test
    @Feature(value = "G01", on = On.SIM)
    void aKernelThatSpinsCanBeBrokenInto() throws Exception {
        try (SimSession s = SimSession.stopped(1)) {
            s.write(s.kernel.export("SimFault"), Bytes.of((byte) 9));
            s.skipInt3();
            s.go();
            s.printed("spinning");
            s.breakIn();
            s.write(s.kernel.export("SimFault"), Bytes.of((byte) 5));
            s.skipInt3();
            s.go();
            assertThat(SimSession.code(s.nextStop()))
                    .as("left the loop, and obeyed")
                    .isEqualTo(NtStatus.BREAKPOINT);
        }
    }

    @Test
    void aPromptIsAnswered() throws Exception {
        try (SimSession s = SimSession.stopped(1)) {
            s.write(s.kernel.export("SimFault"), Bytes.of((byte) 8));
            s.skipInt3();
            s.go();
            LinkNotice notice = s.next();
            while (!(notice instanceof LinkNotice.PromptAsked)) {
                notice = s.next();
            }
            assertThat(((LinkNotice.PromptAsked) notice).text()).isEqualTo("simkernel: your name? ");
            s.answer("Ada");
            assertThat(s.printed("hello")).isEqualTo("simkernel: hello, Ada\n");
        }
    }

    @Test
    @Feature(value = "G06", on = On.SIM)
    void aChangedGlobalIsPrinted() throws Exception {
        try (SimSession s = SimSession.stopped(1)) {
            s.write(s.kernel.export("SimValue"), Bytes.ofHex("39300000"));
            s.write(s.kernel.export("SimReportSeconds"), Bytes.ofHex("01000000"));
            s.skipInt3();
            s.go();
            assertThat(s.printed("value")).contains("value 12345");
        }
    }

    @Test
    void virtualAddressesWalkThroughPhysicalPageTables() throws Exception {
        try (SimSession s = SimSession.stopped(9)) {
            Bytes special = s.ask(ReadControlSpace.of(2, SpecialRegisters.SIZE)).data();
            long virtual = s.kernel.export("SimHotFunction");
            long table = special.u64(0x10);
            for (int shift = 39; shift >= 12; shift -= 9) {
                table = physical(s, table + (virtual >>> shift & 0x1FF) * 8, 8).u64(0) & PageWalk.FRAME;
            }
            assertThat(physical(s, table + (virtual & 0xFFF), 16)).isEqualTo(s.read(virtual, 16));
        }
    }

    private static Bytes physical(SimSession s, long address, int count)
            throws ConnectionException, InterruptedException {
        return s.ask(ReadPhysical.of(Address.of(address), count)).data();
    }

    @Test
    void readsAreCutAndShortReadsFailWithWhatThereIs() throws Exception {
        try (SimSession s = SimSession.stopped(1)) {
            var whole = s.ask(ReadMemory.of(Address.of(s.kernel.base()), 4096));
            assertThat(whole.status()).isEqualTo(NtStatus.SUCCESS);
            assertThat(whole.data().length()).isEqualTo(3944);
            var part = s.ask(ReadMemory.of(Address.of(s.kernel.base() + s.kernel.size() - 16), 64));
            assertThat(part.status()).isEqualTo(NtStatus.UNSUCCESSFUL);
            assertThat(part.data().length()).isEqualTo(16);
            assertThat(s.ask(ReadMemory.of(Address.of(8), 8)).data()).isEqualTo(Bytes.EMPTY);
        }
    }

    @Test
    void aContextMustBeReadBeforeItIsWritten() throws Exception {
        try (SimSession s = SimSession.stopped(1)) {
            assertThat(s.ask(new SetContext(0), Bytes.zeros(ContextImage.SIZE)).status())
                    .isEqualTo(NtStatus.UNSUCCESSFUL);
            Bytes context = s.context();
            Bytes changed = context.with(0x90, SimSession.quadBytes(0x1234_5678_9ABCL));
            s.context(changed);
            assertThat(s.ask(new GetContext(0)).data()).isEqualTo(changed);
        }
    }

    @Test
    void controlSpaceLeadsToTheCurrentThread() throws Exception {
        try (SimSession s = SimSession.stopped(1)) {
            long pcr = s.ask(ReadControlSpace.of(0, 8)).data().u64(0);
            long prcb = s.ask(ReadControlSpace.of(1, 8)).data().u64(0);
            long thread = s.ask(ReadControlSpace.of(3, 8)).data().u64(0);
            assertThat(s.read(pcr + 0x18, 8).u64(0)).isEqualTo(pcr);
            assertThat(prcb).isEqualTo(pcr + 0x180);
            assertThat(s.read(prcb + 8, 8).u64(0)).isEqualTo(thread);
            assertThat(s.read(prcb + 0x40 + 0xF0, ContextImage.SIZE))
                    .as("the kernel's own copy of the context")
                    .isEqualTo(s.context());
        }
    }

    @Test
    void switchingToTheOneProcessorReportsIt() throws Exception {
        try (SimSession s = SimSession.stopped(1)) {
            s.tell(new SwitchProcessor());
            assertThat(SimSession.code(s.nextStop())).isEqualTo(NtStatus.WAKE_SYSTEM_DEBUGGER);
        }
    }
}
