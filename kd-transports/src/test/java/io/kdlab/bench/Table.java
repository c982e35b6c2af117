package io.kdlab.bench;

import java.lang.management.ManagementFactory;
import java.time.LocalDate;

/// A Markdown table on standard output, as `kd-transports/doc/figures.md` takes it.
final class Table {
    private Table() {}

    static void head(String title, String... columns) {
        System.out.printf(
                "%n### %s%n%n%s, JDK %s, %d processors, load %.1f%n%n",
                title,
                LocalDate.now(java.time.Clock.systemDefaultZone()),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        row((Object[]) columns);
        System.out.println("|" + "---|".repeat(columns.length));
    }

    static void row(Object... cells) {
        StringBuilder line = new StringBuilder("|");
        for (Object cell : cells) {
            line.append(' ').append(cell).append(" |");
        }
        System.out.println(line);
    }
}
