package io.kdlab.hil;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.hil.bench.Debugger;
import io.kdlab.hil.bench.Program;
import io.kdlab.hil.bench.Qemu;
import io.kdlab.hil.bench.TargetKernel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the kernel keeps about itself, shown by commands that know it by symbols only: two kernels of the same source
/// have the same fields at other offsets, and each command must be right about both.
///
/// One boot and one session for each layout. The truth is what the kernel's source says, what the other commands
/// (`dd`, `r`) read, and the addresses that LLVM's tools find in the PDB.
@Feature(value = "M08", on = On.QEMU)
@Feature(value = "M09", on = On.QEMU)
@Feature(value = "M11", on = On.QEMU)
final class KernelStructuresScenario {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private @Nullable Debugger open;
    private @Nullable TargetKernel built;
    private long base;

    @ParameterizedTest
    @ValueSource(strings = {"A", "B"})
    void commandsAreRightAboutBothLayouts(String layout) throws Exception {
        built = TargetKernel.layout(layout);
        int step = layout.equals("A") ? 96 : 412;
        try (Qemu machine = Qemu.onPipe(kernel(), folder.resolve("kd.sock"));
                Debugger debugger = new Debugger(Program.in(folder)
                        .start(
                                "kd",
                                "-k",
                                machine.wire(),
                                "-y",
                                kernel().folder().toString(),
                                "-b"))) {
            open = debugger;
            debugger.expect("Break instruction exception - code 80000003");
            base = Debugger.value(debugger.run("vertarget"), "Kernel base = 0x([0-9a-f]{8}`[0-9a-f]{8})");
            debugger.run("bp nt!HotFunction");
            run("g");
            debugger.run("bc *");
            processes(step);
            threads(step);
            processors();
            descriptors();
            translation();
            lists();
            objects();
            devices();
            executive(step);
            hardware();
            analysis();
        }
    }

    private TargetKernel kernel() {
        return Objects.requireNonNull(built);
    }

    private String run(String command) throws IOException, InterruptedException {
        return Objects.requireNonNull(open).run(command);
    }

    private static List<String> found(String text, String pattern) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private void processes(int step) throws IOException, InterruptedException {
        String all = run("!process 0 0");
        assertThat(found(all, "^    Image: (.*)$"))
                .containsExactly("System", "hotloop.exe", "lister.exe", "waiter.exe");
        assertThat(found(all, "Cid: ([0-9a-f]{4}) "))
                .containsExactly(
                        "0004",
                        "%04x".formatted(4 + step),
                        "%04x".formatted(4 + 2 * step),
                        "%04x".formatted(4 + 3 * step));
        assertThat(found(all, "ParentCid: ([0-9a-f]{4})$")).containsExactly("0000", "0004", "0004", "0004");
        String current = run("!process -1 0");
        assertThat(current).contains("Image: hotloop.exe");
        assertThat(Long.parseLong(found(current, "DirBase: ([0-9a-f]+)").getFirst(), 16))
                .as("the current process's tables are those of the processor")
                .isEqualTo(Long.parseLong(found(run("r cr3"), "cr3=([0-9a-f]+)").getFirst(), 16));
        assertThat(run("!process %x 0".formatted(4 + 3 * step)))
                .contains("Image: waiter.exe")
                .doesNotContain("System");
        assertThat(run("!process 12345 0")).contains("no process has the number 12345");
        String address = found(all, "^PROCESS ([0-9a-f]{16})$").get(2);
        assertThat(run("!process " + address + " 0")).contains("Image: lister.exe");
    }

    private void threads(int step) throws IOException, InterruptedException {
        String waiter = run("!process 0 7 waiter.exe");
        assertThat(found(waiter, "THREAD [0-9a-f]{16}  (Cid \\S+) "))
                .containsExactly(
                        "Cid %04x.%04x".formatted(4 + 3 * step, 4 + 3 * step + 4),
                        "Cid %04x.%04x".formatted(4 + 3 * step, 4 + 3 * step + 8));
        assertThat(found(waiter, "(WAIT: .*)$"))
                .containsOnly("WAIT: (UserRequest) KernelMode Non-Alertable")
                .hasSize(2);
        assertThat(found(waiter, "Thread Name: \"(.*)\"")).containsExactly("waiting one", "waiting two");
        assertThat(waiter.lines()
                        .filter(line -> line.endsWith(" nt!KiThreadStartup+0xf"))
                        .count())
                .as(waiter)
                .isEqualTo(2);
        String current = run("!thread");
        assertThat(current)
                .contains("RUNNING on processor 0", "Win32 Start Address nt!HotThread (", "Image:         hotloop.exe");
        assertThat(found(current, "^[0-9a-f`]{17} [0-9a-f`]{17} (\\S+)$"))
                .as("the same calls as k shows")
                .isEqualTo(found(run("kL"), "^[0-9a-f]{2} [0-9a-f`]{17} [0-9a-f`]{17} (\\S+)$"));
        String stacks = run("!stacks 0");
        assertThat(stacks)
                .contains("Threads Processed: 6", "RUNNING     nt!HotFunction", "Blocked     nt!KeWaitForever+");
        assertThat(run("!stacks 2 BusyThread")).contains("nt!BusyThread+").doesNotContain("nt!ListThread");
    }

    private void processors() throws IOException, InterruptedException {
        String thread = found(run("!thread"), "THREAD ([0-9a-f]{16})").getFirst();
        String pcr = run("!pcr");
        assertThat(found(pcr, "CurrentThread: ([0-9a-f]{16})")).containsExactly(thread);
        assertThat(found(pcr, "IDT: ([0-9a-f]{16})"))
                .containsExactly(found(run("r idtr"), "idtr=([0-9a-f]{16})").getFirst());
        assertThat(found(pcr, "GDT: ([0-9a-f]{16})"))
                .containsExactly(found(run("r gdtr"), "gdtr=([0-9a-f]{16})").getFirst());
        String prcb = found(pcr, "Prcb: ([0-9a-f]{16})").getFirst();
        assertThat(run("!prcb")).contains("PRCB for Processor 0 at " + prcb + ":", "Current " + thread);
        assertThat(run("!prcb 9")).contains("there is no processor 9");
        assertThat(run("!irql")).contains("Debugger saved IRQL for processor 0x0 -- 0 (LOW_LEVEL)");
        assertThat(run("!cpuinfo")).containsPattern("(?m)^ 0 15,\\d+,\\d+ (GenuineIntel|AuthenticAMD)\\b");
        assertThat(run("!running")).containsPattern("(?m)^  0    " + prcb + "  " + thread + " \\( 8\\)");
        assertThat(run("!running -t")).contains("nt!HotFunction");
        assertThat(run("!ready")).containsAnyOf("No threads in READY state", "Ready Threads");
    }

    private void descriptors() throws IOException, InterruptedException {
        String idt = run("!idt");
        long breakpoint = base + kernel().rva("KiBreakpointTrap");
        assertThat(idt).contains("03:\t%x nt!KiBreakpointTrap".formatted(breakpoint));
        assertThat(idt).containsPattern("(?m)^08:\t[0-9a-f]{16} nt!KiDoubleFaultAbort\tStack = IST1$");
        assertThat(run("!idt 30")).contains("nt!KiTimerInterrupt").doesNotContain("KiBreakpointTrap");
        assertThat(run("!idt 31")).contains("31:\tnot present");
        assertThat(run("dg @cs"))
                .contains("0010 00000000`00000000 00000000`00000000 Code RE Ac 0 Nb By P  Lo 0000029b");
        assertThat(run("!gdt")).contains("0040 ", "TSS32 Busy").contains("0018 ", "Data RW Ac 0 Bg Pg P  Nl 00000c93");
    }

    private void translation() throws IOException, InterruptedException {
        for (String address : List.of("nt!KdTestValue", "testdrv!TestExtension", "@rip")) {
            String walk = run("!vtop 0 " + address);
            String physical =
                    found(walk, "translates to physical address ([0-9a-f]+)\\.").getFirst();
            assertThat(bytes(run("db /p " + physical + " L10")))
                    .as("what lies at %s, physically: %s", address, walk)
                    .isEqualTo(bytes(run("db " + address + " L10")));
            String pte = run("!pte " + address);
            assertThat(found(pte, "pfn ([0-9a-f]+) +\\S+$"))
                    .as(pte)
                    .containsExactly(Long.toHexString(Long.parseLong(physical, 16) >>> 12));
        }
        assertThat(run("!pte nt!KdTestValue")).containsPattern("(?m)-{0,2}G-DA--KW-V$");
        assertThat(run("!pte @rip")).containsPattern("(?m)KREV$");
        assertThat(run("!vtop 0 8")).contains("translation fails");
    }

    private static String bytes(String row) {
        return found(row, "^\\S+  ((?:[0-9a-f]{2}[ -]){16})").getFirst();
    }

    private void lists() throws IOException, InterruptedException {
        assertThat(run("!validatelist nt!PsActiveProcessHead")).contains("Found list end after 4 entries");
        assertThat(run("!validatelist nt!WorkListHead")).contains("Found list end after 5 entries");
        assertThat(run("!validatelist nt!KdTestArgument")).doesNotContain("Found list end");
        String list = run("dl nt!WorkListHead");
        assertThat(list.lines().toList()).as(list).hasSize(6);
        assertThat(run("dl nt!WorkListHead 3").lines().toList()).hasSize(3);
        List<String> forwards = found(list, "^(\\S+) ");
        List<String> backwards = found(run("dlb nt!WorkListHead"), "^(\\S+) ");
        assertThat(backwards.subList(1, 6)).isEqualTo(forwards.subList(1, 6).reversed());
    }

    private void objects() throws IOException, InterruptedException {
        String root = run("!object \\");
        assertThat(found(root, "^         [0-9a-f]{16} (Directory +\\w+)$"))
                .containsExactlyInAnyOrder("Directory     Driver", "Directory     Device");
        assertThat(run("!object \\driver"))
                .containsPattern("(?m)^         [0-9a-f]{16} Driver +testdrv$")
                .containsPattern("(?m)^         [0-9a-f]{16} Driver +kdfilter$");
        String test = run("!object \\Device\\Test0");
        assertThat(test).contains("Device\n", "HandleCount: 1  PointerCount: 2", "Name: Test0");
        String device = found(test, "^Object: ([0-9a-f]{16})").getFirst();
        assertThat(run("!object " + device)).isEqualTo(test);
        assertThat(run("!object \\Device\\Nothing")).contains("nothing is called Nothing");
        String handles = run("!handle 0 3 4");
        assertThat(handles).contains("Image: System", "with 2 entries in use");
        assertThat(found(handles, "^(00..: Object: [0-9a-f]{16}  GrantedAccess: [0-9a-f]{8}) "))
                .hasSize(2)
                .first()
                .isEqualTo("0004: Object: " + device + "  GrantedAccess: 00120089");
        assertThat(run("!handle 8 3 4"))
                .contains("GrantedAccess: 000f000f", "Name: Device")
                .doesNotContain("0004:");
        assertThat(run("!handle c 3 4")).contains("000c: free handle");
    }

    private void devices() throws IOException, InterruptedException {
        String driver = run("!drvobj testdrv 3");
        assertThat(driver).contains(" \\Driver\\testdrv\n");
        assertThat(found(driver, "^DriverEntry: +[0-9a-f]{16}\t(.*)$")).containsExactly("testdrv!DriverEntry");
        assertThat(found(driver, "^\\[(..)] IRP_MJ_\\w+ +[0-9a-f]{16}\tnt!IopInvalidDeviceRequest$"))
                .hasSize(28);
        assertThat(run("!drvobj kdfilter 2")).containsPattern("(?m)^\\[03] IRP_MJ_READ +[0-9a-f]{16}\tnt!FilterRead$");
        String lower =
                found(run("!object \\Device\\Test0"), "^Object: ([0-9a-f]{16})").getFirst();
        assertThat(found(driver, "^[0-9a-f]{16}  ([0-9a-f]{16})$")).containsExactly(lower);
        String irp = "%016x".formatted(Debugger.value(run("dq nt!IoTestIrp L1"), "  ([0-9a-f`]{17})$"));
        String device = run("!devobj Test0");
        assertThat(device).contains(" Test0 \\Driver\\testdrv DriverObject ", "Current Irp " + irp, "Type 00000022");
        String upper = found(device, "AttachedDevice \\(Upper\\) ([0-9a-f]{16}) \\\\Driver\\\\kdfilter")
                .getFirst();
        assertThat(run("!devobj " + upper)).contains("AttachedTo (Lower) " + lower + " \\Driver\\testdrv");
        for (String either : List.of(upper, lower)) {
            assertThat(found(run("!devstack " + either), "^[ >] ([0-9a-f]{16} )"))
                    .as("from %s, the topmost first", either)
                    .containsExactly(upper + " ", lower + " ");
        }
        String request = run("!irp " + irp);
        assertThat(request)
                .contains(
                        "Irp is active with 2 stacks 1 is current", "nt!FilterReadDone", "Success Error Cancel pending")
                .containsPattern("(?m)^>\\[IRP_MJ_READ\\(3\\), N/A\\(0\\)]\\n +0 e1 " + lower)
                .containsPattern("(?m)^ \\[IRP_MJ_READ\\(3\\), N/A\\(0\\)]\\n +0 +0 " + upper)
                .contains("Args: 00000200 00000000");
        assertThat(run("!irp " + lower)).contains("is no request packet");
    }

    private void executive(int step) throws IOException, InterruptedException {
        String timers = run("!timer");
        assertThat(timers).contains("Total Timers: 2", "P(1000 ms) nt!ExpTimerDpc (DPC @ ");
        assertThat(found(timers, "^ +\\d+  ([0-9a-f]{16})  "))
                .containsExactlyInAnyOrder(
                        "%x".formatted(base + kernel().rva("ExSlowTimer")),
                        "%x".formatted(base + kernel().rva("ExSlowerTimer")));
        assertThat(run("!dpcs"))
                .contains(" 0: Normal    : %x : ".formatted(base + kernel().rva("ExQueuedDpc")), "nt!ExpQueuedDpc");
        String owner = found(run("!process %x 2".formatted(4 + 3 * step)), "THREAD ([0-9a-f]{16})")
                .getFirst();
        assertThat(run("!locks"))
                .contains("nt!ExTestResource", "Exclusively owned", "Contention Count = 3", owner + "-01<*>")
                .contains("2 total locks, 1 locks currently held")
                .doesNotContain("nt!ExFreeResource");
        assertThat(run("!locks -d")).containsPattern("nt!ExFreeResource \\(0x[0-9a-f]{16}\\)    Available");
        String pool = run("!pool poi(nt!IoTestIrp)");
        assertThat(found(pool, "^\\*([0-9a-f]{16}) size: .*\\(Allocated\\) +Irp $"))
                .as(pool)
                .hasSize(1);
        assertThat(pool).containsPattern("(?m)\\(Free\\) +Free$").doesNotContain("not a valid");
        assertThat(run("!vm"))
                .containsPattern("Physical Memory: +%d ".formatted(dword("nt!MmNumberOfPhysicalPages")))
                .containsPattern("Available Pages: +%d ".formatted(dword("nt!MmAvailablePages")));
    }

    private long dword(String what) throws IOException, InterruptedException {
        return Debugger.value(run("dd " + what + " L1"), "  ([0-9a-f]{8})$");
    }

    private void hardware() throws IOException, InterruptedException {
        String pcr = found(run("!pcr"), "SelfPcr: ([0-9a-f]{16})").getFirst();
        assertThat(run("rdmsr c0000101").replace("`", "")).contains("msr[c0000101] = " + pcr);
        run("wrmsr c0000102 123456789abc");
        assertThat(run("rdmsr c0000102")).contains("msr[c0000102] = 00001234`56789abc");
        run("wrmsr c0000102 0");
        run("ob 3ff 5a"); // the scratch register of the 16550 at COM1
        assertThat(run("ib 3ff")).contains("000003ff: 5a");
        assertThat(run("iw 3f9")).contains("refused to read port 0x3f9");
        assertThat(run("!pci")).contains("00:00.0 8086:1237.", "00:01.0 8086:7000."); // QEMU's machine "pc"
        assertThat(run("!pci 100 0 1 0")).contains("      00: 70008086 ").doesNotContain("8086:1237");
        String physical = found(run("!vtop 0 nt!KdTestArgument"), "physical address ([0-9a-f]+)\\.")
                .getFirst();
        run("!ed " + physical + " 600df00d");
        assertThat(run("dd nt!KdTestArgument L1")).contains("600df00d");
        assertThat(run("!dd " + physical + " L1")).contains("600df00d");
        run("!ed " + physical + " 0");
    }

    private void analysis() throws IOException, InterruptedException {
        assertThat(run("!analyze")).contains("has not crashed").contains("Exception 80000003");
        assertThat(run("!analyze -show d1 1 2 3 4"))
                .contains("DRIVER_IRQL_NOT_LESS_OR_EQUAL (d1)", "Arg2: 0000000000000002, IRQL at the time");
        run("ed nt!KdTestRequest 0n13");
        assertThat(run("g")).contains("A fatal system error has occurred");
        String analysis = run("!analyze -v");
        assertThat(analysis)
                .contains("UNEXPECTED_KERNEL_MODE_TRAP (7f)", "Arg1: 0000000000000008, Trap number", "BUGCHECK_P1: 8")
                .contains("PROCESS_NAME:  hotloop.exe", "TRAP_FRAME:  ", "nt!KiDoubleFaultAbort")
                .contains("SYMBOL_NAME:  nt!TestRecurse", "MODULE_NAME: nt\n", "IMAGE_NAME:  kdkernel.exe")
                .contains("FAILURE_BUCKET_ID:  0x7F_nt!TestRecurse\n");
        String trap = found(analysis, "TRAP_FRAME:  ([0-9a-f]{16}) --").getFirst();
        assertThat(analysis).contains("Arg2: " + trap); // this kernel's own way to tell it
        assertThat(run("!bugdata")).contains("Arg1: 0000000000000008, Trap number");
    }
}
