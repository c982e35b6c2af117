package io.kdlab.hil;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.hil.bench.Debugger;
import io.kdlab.hil.bench.Qemu;
import io.kdlab.hil.bench.TargetKernel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.io.TempDir;

/// What a person does with a kernel, step by step; how they reach it is up to the scenario.
///
/// One boot and one session for all steps. Each step finds the target stopped with no breakpoints and leaves it so;
/// after a failed
/// step the session is opened anew.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class KernelSteps {
    private static final List<String> HOT_STACK = List.of(
            "nt!HotFunction",
            "nt!WorkLevel4",
            "nt!WorkLevel3",
            "nt!WorkOddFrame",
            "nt!KeWorkFromDriver",
            "hal!HalRelay",
            "testdrv!TestRelay",
            "testdrv!TestDispatch",
            "nt!WorkLevel2",
            "nt!WorkLevel1",
            "nt!HotThread",
            "nt!PspSystemThreadStartup",
            "nt!KiThreadStartup");

    private @Nullable TargetKernel kernel;
    private @Nullable Qemu machine;
    private @Nullable Debugger debugger;
    private boolean settled = true;

    @RegisterExtension
    final TestExecutionExceptionHandler failures = (context, failure) -> {
        settled = false;
        throw failure;
    };

    /// `A` or `B`.
    abstract String layout();

    /// Prepares whatever stands between the wire and a debugger.
    abstract void prepare(Path folder, Qemu machine, TargetKernel kernel) throws IOException, InterruptedException;

    /// Opens a session that breaks in at once.
    abstract Debugger open() throws IOException;

    @BeforeAll
    void boot(@TempDir Path folder) throws IOException, InterruptedException {
        kernel = TargetKernel.layout(layout());
        machine = Qemu.onPty(kernel);
        prepare(folder, machine, kernel);
        debugger = open();
        debugger.expect("Break instruction exception - code 80000003");
    }

    @AfterAll
    void powerOff() {
        if (debugger != null) {
            debugger.close();
        }
        if (machine != null) {
            machine.close();
        }
    }

    @BeforeEach
    void settle() throws IOException, InterruptedException {
        if (!settled) {
            debugger().close();
            debugger = open();
            debugger().expect("\\(first chance\\)|Breakpoint \\d+ hit|BugCheck");
            debugger().run("bc *");
            settled = true;
        }
    }

    final Debugger debugger() {
        return Objects.requireNonNull(debugger);
    }

    private long base() throws IOException, InterruptedException {
        return Debugger.value(debugger().run("vertarget"), "Kernel base = 0x([0-9a-f]{8}`[0-9a-f]{8})");
    }

    private long address(String symbol) throws IOException, InterruptedException {
        return base() + Objects.requireNonNull(kernel).rva(symbol);
    }

    private void request(int number, long... arguments) throws IOException, InterruptedException {
        StringBuilder words = new StringBuilder("eq nt!KdTestArgument");
        for (long argument : arguments) {
            words.append(' ').append(Long.toHexString(argument));
        }
        if (arguments.length > 0) {
            debugger().run(words.toString());
        }
        debugger().run("ed nt!KdTestRequest %x".formatted(number));
    }

    @Test
    @Order(1)
    @Feature(value = "2.5", on = On.QEMU)
    @Feature(value = "2.6", on = On.QEMU)
    @Feature(value = "G01", on = On.QEMU)
    @Feature(value = "M03", on = On.QEMU)
    void breakInShowsSaneRegisters() throws Exception {
        String registers = debugger().run("r");
        assertThat(debugger().register("rip")).isEqualTo(address("RtlpBreakWithStatusInstruction"));
        assertThat(Debugger.value(registers, "rcx=([0-9a-f]{16})"))
                .as("the status of a break-in")
                .isEqualTo(1);
        assertThat(Debugger.value(registers, "rsp=([0-9a-f]{16})"))
                .as("a kernel stack")
                .isNegative();
        assertThat(Debugger.value(registers, "efl=([0-9a-f]{8})") & 2)
                .as("a flag that is always set")
                .isEqualTo(2);
        assertThat(registers)
                .contains("iopl=0")
                .contains("cs=0010  ss=0018")
                .contains("nt!RtlpBreakWithStatusInstruction:\n")
                .containsPattern("cc +int +3");
    }

    @Test
    @Order(2)
    @Feature(value = "2.4", on = On.QEMU)
    void versionBlockIsRead() throws Exception {
        String version = debugger().run("vertarget");
        assertThat(version)
                .contains("x64")
                .contains("kdlab_layout_" + layout())
                .contains("PsLoadedModuleList = 0x" + Debugger.address(address("PsLoadedModuleList")));
        assertThat(debugger().dword(base()) & 0xffff).as("MZ").isEqualTo(0x5a4d);
        String modules = debugger().run("lm");
        assertThat(modules).containsPattern("(?m)^" + Debugger.address(base()) + " [0-9a-f`]+ +nt ");
        assertThat(modules).containsPattern(" hal ").containsPattern(" testdrv ");
    }

    @Test
    @Order(3)
    @Feature(value = "2.6", on = On.QEMU)
    @Feature(value = "M05", on = On.QEMU)
    void hotFunctionIsHitThreeTimesWithTheRightCounter() throws Exception {
        debugger().run("bp " + Debugger.address(address("HotFunction")));
        long last = 0;
        for (int hit = 0; hit < 3; hit++) {
            assertThat(debugger().run("g")).contains("Breakpoint 0 hit");
            assertThat(debugger().register("rip")).isEqualTo(address("HotFunction"));
            long counter = debugger().register("ecx");
            assertThat(counter).isEqualTo(debugger().dword(address("HotCounter")));
            if (hit > 0) {
                assertThat(counter).as("one call later").isEqualTo(last + 1);
            }
            last = counter;
        }
        assertThat(debugger().run("bl")).contains(Debugger.address(address("HotFunction")));
        assertThat(debugger().run("db " + Debugger.address(address("HotFunction")) + " L1"))
                .as("memory shows the code, not our breakpoint")
                .doesNotContain(" cc ");
    }

    @Test
    @Order(4)
    @Feature(value = "2.6", on = On.QEMU)
    @Feature(value = "M04", on = On.QEMU)
    void stackHasTheRightDepthAndNames() throws Exception {
        List<MatchResult> frames = frames(debugger().run("k"));
        assertThat(frames.stream()
                        .map(frame -> frame.group(4).replaceAll("\\+0x.*", ""))
                        .toList())
                .isEqualTo(HOT_STACK);
        assertThat(frames.getLast().group(3)).as("nobody called the first").isEqualTo("00000000`00000000");
        for (int i = 1; i < frames.size(); i++) {
            assertThat(Long.parseUnsignedLong(frames.get(i).group(2).replace("`", ""), 16))
                    .as("stack pointers grow")
                    .isGreaterThan(
                            Long.parseUnsignedLong(frames.get(i - 1).group(2).replace("`", ""), 16));
        }
    }

    private static List<MatchResult> frames(String stack) {
        return Pattern.compile("(?m)^([0-9a-f]{2}) ([0-9a-f`]{17}) ([0-9a-f`]{17}) (\\S+)(?: \\[.+ @ \\d+])?$")
                .matcher(stack)
                .results()
                .toList();
    }

    @Test
    @Order(5)
    @Feature(value = "2.6", on = On.QEMU)
    void stepsGoIntoAndOver() throws Exception {
        debugger().run("bc *");
        String code = debugger().run("u nt!WorkLevel4 L30");
        Matcher call = Pattern.compile("(?m)^([0-9a-f`]{17}) \\S+ +call +nt!HotFunction .*\\n([0-9a-f`]{17}) ")
                .matcher(code);
        assertThat(call.find()).as("WorkLevel4 calls HotFunction in\n%s", code).isTrue();
        long at = Debugger.value(call.group(1), "(.*)");
        long behind = Debugger.value(call.group(2), "(.*)");

        debugger().run("bp " + call.group(1));
        assertThat(debugger().run("g")).contains("Breakpoint 0 hit");
        assertThat(debugger().register("rip")).isEqualTo(at);
        long stack = debugger().register("rsp");
        debugger().run("p");
        assertThat(debugger().register("rip")).as("p goes over the call").isEqualTo(behind);
        assertThat(debugger().register("rsp")).isEqualTo(stack);

        assertThat(debugger().run("g")).contains("Breakpoint 0 hit");
        stack = debugger().register("rsp");
        debugger().run("t");
        assertThat(debugger().register("rip")).as("t goes into the call").isEqualTo(address("HotFunction"));
        assertThat(debugger().register("rsp")).isEqualTo(stack - 8);
        debugger().run("gu");
        assertThat(debugger().register("rip")).as("gu comes back").isEqualTo(behind);
        assertThat(debugger().register("rsp")).isEqualTo(stack);
        debugger().run("bc *");
    }

    /// A process whose memory is another's, a thread that waits, and what the clock interrupted.
    @Test
    @Order(5)
    @Feature(value = "M03", on = On.QEMU)
    @Feature(value = "M04", on = On.QEMU)
    void othersContextsAreLookedAt() throws Exception {
        debugger().run("g nt!HotFunction");
        long process = debugger().qword(address("PsActiveProcessHead")) - offset("_EPROCESS", "ActiveProcessLinks");
        String name = "";
        while (!name.contains("lister.exe")) {
            process = debugger().qword(process + offset("_EPROCESS", "ActiveProcessLinks"))
                    - offset("_EPROCESS", "ActiveProcessLinks");
            name = debugger().run("da %x".formatted(process + offset("_EPROCESS", "ImageFileName")));
        }
        assertThat(debugger().run(".process /p %x".formatted(process)))
                .contains("Implicit process is now " + Debugger.address(process));
        assertThat(debugger().run("da " + (layout().equals("A") ? "7ff40000" : "2a51c7e0000")))
                .as("at the same address each process has a page of its own")
                .contains("private page of lister.exe");

        long thread = debugger().qword(process + offset("_EPROCESS", "ThreadListHead"))
                - offset("_ETHREAD", "ThreadListEntry");
        assertThat(debugger().run(".thread %x".formatted(thread)))
                .contains("Implicit thread is now " + Debugger.address(thread));
        assertThat(debugger().run("k"))
                .contains("*** Stack trace for last set context - .thread/.cxr resets it")
                .containsPattern("(?s)nt!KiSwapContext.*nt!KeDelay.*nt!ListThread.*nt!PspSystemThreadStartup");
        debugger().run(".thread; .process 0");
        assertThat(debugger().run("k 1")).doesNotContain("***").contains("nt!HotFunction");

        debugger().run("g nt!KeUpdateSystemTime");
        String behind = debugger().run("kv");
        debugger().run(".trap @rcx");
        assertThat(behind).contains("(TrapFrame @ ");
        assertThat(debugger().run("kn 1"))
                .as("what was interrupted is the frame behind the trap in\n%s", behind)
                .contains(Pattern.compile("TrapFrame @.*\\n[0-9a-f]+ ([0-9a-f`]{17}) ")
                        .matcher(behind)
                        .results()
                        .map(frame -> frame.group(1))
                        .findFirst()
                        .orElseThrow());
        debugger().run(".trap");
    }

    private long offset(String structure, String field) throws IOException, InterruptedException {
        return Debugger.value(debugger().run("dt nt!" + structure + " " + field), "\\+0x([0-9a-f]+) " + field + " ");
    }

    @Test
    @Order(6)
    @Feature(value = "2.6", on = On.QEMU)
    @Feature(value = "M02", on = On.QEMU)
    void changedGlobalIsWhatTheKernelPrints() throws Exception {
        long before = debugger().dword(address("KdTestValue"));
        debugger().run("ed %s cafe".formatted(Debugger.address(address("KdTestValue"))));
        assertThat(debugger().dword(address("KdTestValue"))).isEqualTo(0xcafe);
        debugger().go();
        debugger().expect("KdTestValue: 0x%08x -> 0x0000cafe \\(51966\\)".formatted(before));
        debugger().breakIn();
    }

    @Test
    @Order(7)
    @Feature(value = "2.6", on = On.QEMU)
    void processorBreakpointStopsBehindEachWrite() throws Exception {
        debugger().run("ba w4 " + Debugger.address(address("WorkRounds")));
        assertThat(debugger().run("g")).contains("Breakpoint 0 hit");
        long round = debugger().dword(address("WorkRounds"));
        assertThat(debugger().run("g")).contains("Breakpoint 0 hit");
        assertThat(debugger().dword(address("WorkRounds"))).isEqualTo(round + 1);
        assertThat(debugger().run("r")).contains("nt!ListThread");
        debugger().run("bc *");
    }

    @Test
    @Order(8)
    @Feature(value = "2.4", on = On.QEMU)
    @Feature(value = "E08", on = On.QEMU)
    void promptOfTheTargetIsAnswered() throws Exception {
        request(2);
        debugger().go();
        debugger().expect("What is your name\\?");
        debugger().dialogue().say("kdlab");
        debugger().expect("Hello, kdlab \\(5\\)");
        debugger().breakIn();
        assertThat(debugger().run("da nt!KdTestAnswer")).contains("\"kdlab\"");
    }

    @Test
    @Order(9)
    @Feature(value = "2.5", on = On.QEMU)
    void faultsAreShownWithTheirCodes() throws Exception {
        request(3, 0);
        assertThat(debugger().run("g"))
                .contains("Access violation - code c0000005 (first chance)")
                .contains("nt!WorkProbeFault");
        assertThat(frames(debugger().run("k")).get(1).group(4)).startsWith("nt!TestPageFault+");
        debugger().go();
        debugger().expect("page fault: handled by the kernel");
        debugger().breakIn();

        request(4, 0);
        assertThat(debugger().run("g"))
                .contains("Integer divide-by-zero - code c0000094 (first chance)")
                .contains("nt!WorkDivideFault");
        debugger().go();
        debugger().expect("divide error: handled by the kernel");
        debugger().breakIn();
    }

    @Test
    @Order(10)
    @Feature(value = "M05", on = On.QEMU)
    void breakpointsCountOnTheirTermsAndRunTheirCommands() throws Exception {
        debugger().run("bp nt!HotFunction");
        debugger().run("g");
        long now = debugger().register("ecx");
        debugger().run("bc *");
        debugger().run("bp /w \"@ecx == 0n%d\" nt!HotFunction".formatted(now + 3));
        assertThat(debugger().run("g")).contains("Breakpoint 0 hit");
        assertThat(debugger().register("ecx")).isEqualTo(now + 3);

        debugger().run("bc *");
        debugger().run("bp /1 nt!HotFunction \".echo passed once; gc\"");
        debugger().run("bp nt!WorkLevel4 3");
        assertThat(debugger().run("g")).containsOnlyOnce("passed once\n").contains("Breakpoint 1 hit");
        assertThat(debugger().run("bl")).doesNotContain("HotFunction");
        debugger().run("bc *");
    }

    @Test
    @Order(11)
    @Feature(value = "M05", on = On.QEMU)
    @Feature(value = "E13", on = On.QEMU)
    void driverThatIsWaitedForIsSeenComingAndItsBreakpointHit() throws Exception {
        assertThat(debugger().run("bp latedrv!LateInitialize")).contains("adding deferred bp");
        debugger().run("sxe ld:latedrv");
        request(8);
        assertThat(debugger().run("g")).containsPattern("ModLoad: [0-9a-f`]+ [0-9a-f`]+   latedrv\\.sys");
        assertThat(debugger().run(".lastevent")).contains("Last event: Load module latedrv.sys");
        assertThat(debugger().run("g")).contains("Breakpoint 0 hit").contains("latedrv!LateInitialize");
        debugger().run("sxe ud:latedrv");
        request(9);
        assertThat(debugger().run("g")).contains("Unload module latedrv.sys");
        assertThat(debugger().run("bl")).contains("0 eu").contains("(latedrv!LateInitialize)");
        debugger().run("bc *; sxr");
        assertThat(debugger().run("!dbgprint")).contains("latedrv: load 1").doesNotContain("own record");
    }

    @Test
    @Order(12)
    @Feature(value = "2.6", on = On.QEMU)
    @Feature(value = "G03", on = On.QEMU)
    void bugCheckShowsItsFiveNumbers() throws Exception {
        request(5, 0xe2, 0x11, 0x22, 0xfffff80012345678L, 0x44);
        assertThat(debugger().run("g"))
                .contains("*** Fatal System Error: 0x000000e2")
                .contains("(0x0000000000000011,0x0000000000000022,0xFFFFF80012345678,0x0000000000000044)")
                .containsIgnoringCase("BugCheck E2, {11, 22, fffff80012345678, 44}");
        assertThat(debugger().run(".bugcheck"))
                .contains("Bugcheck code 000000E2")
                .contains("00000000`00000011 00000000`00000022 fffff800`12345678 00000000`00000044");
        assertThat(frames(debugger().run("k")).stream()
                        .map(frame -> frame.group(4))
                        .toList())
                .anySatisfy(name -> assertThat(name).startsWith("nt!TestBugCheck+"));
    }

    @Test
    @Order(13)
    @Feature(value = "2.6", on = On.QEMU)
    @Feature(value = "G02", on = On.QEMU)
    void sessionSurvivesAReboot() throws Exception {
        debugger().run("bp nt!HotFunction");
        debugger().run("bu testdrv!TestDispatch \".echo the driver's own; gc\"");
        debugger().dialogue().say(".reboot");
        debugger().expect("Shutdown occurred");
        debugger().expect("kdkernel: layout " + layout());
        debugger().expect("the driver's own");
        debugger().expect("Breakpoint 0 hit");
        assertThat(debugger().register("rip")).isEqualTo(address("HotFunction"));
        assertThat(debugger().register("ecx")).as("a young kernel").isLessThan(0x100);
        assertThat(frames(debugger().run("k"))).hasSameSizeAs(HOT_STACK);
        List<Long> counters = new ArrayList<>();
        for (int hit = 0; hit < 2; hit++) {
            debugger().run("g");
            counters.add(debugger().register("ecx"));
        }
        assertThat(counters.get(1)).isEqualTo(counters.get(0) + 1);
    }
}
