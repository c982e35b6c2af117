package io.kdlab.hil;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.hil.bench.Debugger;
import io.kdlab.hil.bench.Dialogue;
import io.kdlab.hil.bench.Program;
import io.kdlab.hil.bench.Qemu;
import io.kdlab.hil.bench.Qmp;
import io.kdlab.hil.bench.TargetKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A crash dump that is not ours: QEMU writes one of our kernel (`dump-guest-memory` in the format of Windows), and it
/// says what the kernel itself said over its wire the moment before.
final class DumpScenario {
    private static final List<String> QUESTIONS = List.of(
            "lm",
            "x nt!Mm*Page",
            "dd nt!HotCounter L1",
            "dq nt!KiProcessorBlock L2",
            "dt nt!_EPROCESS poi(nt!PsInitialSystemProcess)",
            "dl nt!PsActiveProcessHead 20 2",
            "db nt L200",
            "u nt!HotFunction L8",
            "ln nt!KeBugCheckEx",
            "vertarget",
            ".time");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"A", "B"})
    @Feature(value = "G04", on = On.QEMU)
    void aDumpThatQemuWroteSaysWhatTheKernelSaid(String layout) throws Exception {
        TargetKernel kernel = TargetKernel.layout(layout);
        Path dump = folder.resolve("memory.dmp");
        List<String> said = new ArrayList<>();
        String registers;
        try (Qemu machine = Qemu.monitored(kernel, folder.resolve("kd.sock"), folder.resolve("qmp.sock"))) {
            try (Debugger live = debugger(kernel, "-k", machine.wire(), "-b")) {
                live.expect("Break instruction exception - code 80000003");
                assertThat(live.run("bp nt!HotFunction; g; bc *; .reload")).contains("Breakpoint 0 hit");
                for (String question : QUESTIONS) {
                    said.add(live.run(question));
                }
                live.dialogue().say("q");
                live.dialogue().end(Dialogue.LIMIT);
            }
            Qmp monitor = Qmp.connect(folder.resolve("qmp.sock"));
            monitor.execute("stop", Map.of());
            registers = monitor.execute("human-monitor-command", Map.of("command-line", "info registers"))
                    .asText();
            monitor.execute(
                    "dump-guest-memory", Map.of("paging", false, "protocol", "file:" + dump, "format", "win-dmp"));
        }
        assertThat(Files.size(dump)).isGreaterThan(32 << 20);
        try (Debugger dead = debugger(kernel, "-z", dump.toString())) {
            dead.expect("Kernel Complete Dump File: Full address space is available");
            dead.expect("Break instruction exception - code 80000003");
            dead.run("r rip");
            for (int n = 0; n < QUESTIONS.size(); n++) {
                assertThat(withoutTimes(dead.run(QUESTIONS.get(n))))
                        .as(QUESTIONS.get(n))
                        .isEqualTo(withoutTimes(said.get(n)));
            }
            for (String name : List.of("rax", "rsp", "rbp", "rip", "r8", "r15", "cr3")) {
                assertThat(dead.register(name)).as(name).isEqualTo(value(registers, name));
            }
            assertThat(dead.run("k"))
                    .as("it waited for the debugger at HotFunction")
                    .contains("nt!HotFunction");
            assertThat(dead.run("g")).contains("this is a dump");
            dead.dialogue().say("q");
            assertThat(dead.dialogue().end(Dialogue.LIMIT)).isZero();
        }
    }

    private Debugger debugger(TargetKernel kernel, String... how) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("kd", "-y", kernel.folder().toString()));
        arguments.addAll(List.of(how));
        return new Debugger(Program.in(folder).start(arguments.toArray(String[]::new)));
    }

    private static long value(String registers, String name) {
        Matcher found = Pattern.compile("\\b" + name + " *=([0-9a-f]+)", Pattern.CASE_INSENSITIVE)
                .matcher(registers);
        assertThat(found.find()).as("%s in %s", name, registers).isTrue();
        return Long.parseUnsignedLong(found.group(1), 16);
    }

    /// The interrupt that keeps the time comes once more while the machine waits for its debugger.
    private static String withoutTimes(String text) {
        return text.replaceAll("(Debug session time|System Uptime): .*", "$1");
    }
}
