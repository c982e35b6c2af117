package io.kdlab.engine;

import io.kdlab.inspect.VersionBlock;
import io.kdlab.target.Target;
import io.kdlab.target.TargetVersion;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// What the field's debuggers say when they come to a target.
final class Banner {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss.SSS yyyy '(UTC'xxx')'", Locale.ROOT);
    private static final String DUMP = "dump:";

    private Banner() {}

    /// Before anything is known but the wire.
    static String opening(String wire) {
        if (isDump(wire)) {
            return "\nLoading Dump File [" + wire.substring(DUMP.length()) + "]\n";
        }
        String using = wire.startsWith("net:") ? "Using NET for debugging\n" : "";
        return using + "Opened " + wire + "\nWaiting to reconnect...\n";
    }

    /// When the target has said what it is; `again` when it was known before.
    static String established(Target target, EngineOptions options, String symbolPath, boolean again) {
        Instant now = options.clock().instant();
        ZoneId zone = options.clock().getZone();
        var text = new StringBuilder();
        if (!isDump(options.wire())) {
            target.version().ifPresent(version -> text.append(connected(version, now, zone)));
            text.append("Kernel Debugger connection established.")
                    .append(options.initialBreak() && !again ? "  (Initial Breakpoint requested)" : "")
                    .append('\n');
        }
        text.append("Symbol search path is: ").append(symbolPath).append('\n');
        text.append("Executable search path is: \n");
        VersionBlock.lines(target, now, zone).forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /// When the target has said that it goes down.
    static String shutdown(EngineOptions options) {
        return "Shutdown occurred at (%s)...unloading all symbol tables.%nWaiting to reconnect...%n"
                .formatted(TIME.format(
                        options.clock().instant().atZone(options.clock().getZone())));
    }

    private static boolean isDump(String wire) {
        return wire.startsWith(DUMP);
    }

    private static String connected(TargetVersion version, Instant now, ZoneId zone) {
        return "Connected to %s %d %s target at (%s), ptr64 %s%n"
                .formatted(
                        version.major() >> 8 == 0 ? "Windows" : "boot environment",
                        version.minor(),
                        version.machineName(),
                        TIME.format(now.atZone(zone)),
                        version.pointer64() ? "TRUE" : "FALSE");
    }
}
