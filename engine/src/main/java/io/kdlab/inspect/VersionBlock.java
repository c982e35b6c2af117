package io.kdlab.inspect;

import io.kdlab.target.DebuggerData;
import io.kdlab.target.Memory;
import io.kdlab.target.MemorySpan;
import io.kdlab.target.Target;
import io.kdlab.target.TargetVersion;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// What a target says it is, in the lines that `vertarget` prints and that every attach begins with.
public final class VersionBlock {
    private static final int MULTIPROCESSOR = 0x1;
    private static final int LONGEST_BUILD = 0x80;
    private static final NavigableMap<Integer, String> PRODUCTS = new TreeMap<>(java.util.Map.of(
            0, "Windows",
            2195, "Windows 2000",
            2600, "Windows XP",
            3790, "Windows Server 2003",
            6000, "Windows Vista",
            7600, "Windows 7",
            9200, "Windows 8",
            9600, "Windows 8.1",
            10240, "Windows 10",
            22000, "Windows 11"));

    private VersionBlock() {}

    /// The lines; facts that the target does not tell are left out.
    public static List<String> lines(Target target, Instant now, ZoneId zone) {
        Optional<TargetVersion> known = target.version();
        if (known.isEmpty()) {
            return List.of("The target has not said yet what it is; break in first");
        }
        TargetVersion version = known.get();
        List<String> lines = new ArrayList<>();
        lines.add(kernel(version, target.processorCount()));
        SharedData.of(target).flatMap(SharedData::product).ifPresent(product -> lines.add("Product: " + product));
        build(target).ifPresent(build -> lines.add("Built by: " + build));
        lines.add("Machine Name:");
        lines.add("Kernel base = 0x" + version.kernelBase() + " PsLoadedModuleList = 0x" + version.loadedModuleList());
        lines.addAll(SessionTime.lines(target, now, zone));
        return lines;
    }

    private static String kernel(TargetVersion version, int processors) {
        String product = PRODUCTS.floorEntry(Math.max(0, version.minor())).getValue();
        String many = (version.flags() & MULTIPROCESSOR) != 0 || processors > 1
                ? String.format(Locale.ROOT, "MP (%d procs)", processors)
                : "UP";
        return product + " Kernel Version " + version.minor() + " " + many + " " + version.buildKind() + " "
                + version.machineName();
    }

    private static Optional<String> build(Target target) {
        return target.debuggerData()
                .flatMap(data -> data.field(DebuggerData.NT_BUILD_LAB))
                .flatMap(at -> text(target, at));
    }

    /// The ASCII text at `at`, if there is any.
    private static Optional<String> text(Memory memory, Address at) {
        MemorySpan span = memory.read(at, LONGEST_BUILD);
        Bytes bytes = span.known();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length() && bytes.get(i) >= 0x20 && bytes.get(i) < 0x7f; i++) {
            text.append((char) bytes.get(i));
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text.toString());
    }
}
