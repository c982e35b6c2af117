package io.kdlab.command;

import io.kdlab.inspect.BugcheckName;
import io.kdlab.session.OutputKind;
import io.kdlab.target.EngineException;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What everybody reads when a target stops: why, and where.
public final class StopText {
    private static final Map<Integer, String> EXCEPTIONS = Map.ofEntries(
            Map.entry(0x80000001, "Guard page violation"),
            Map.entry(0x80000002, "Data misaligned"),
            Map.entry(0x80000003, "Break instruction exception"),
            Map.entry(0x80000004, "Single step exception"),
            Map.entry(0xc0000005, "Access violation"),
            Map.entry(0xc0000006, "In-page I/O error"),
            Map.entry(0xc0000008, "Invalid handle"),
            Map.entry(0xc000001d, "Illegal instruction"),
            Map.entry(0xc000001e, "Invalid lock sequence"),
            Map.entry(0xc000008c, "Array bounds exceeded"),
            Map.entry(0xc0000094, "Integer divide-by-zero"),
            Map.entry(0xc0000095, "Integer overflow"),
            Map.entry(0xc0000096, "Privileged instruction"),
            Map.entry(0xc00000fd, "Stack overflow"),
            Map.entry(0xc0000409, "Security check failure or stack buffer overrun"),
            Map.entry(0xc0000420, "Assertion failure"));

    private StopText() {}

    /// Shows a stop on the session's output: the reason, then label and instruction. The session calls it at
    /// every stop, those of `g` and the steps included.
    public static void show(CommandSession session, StopEvent event) {
        session.state().stopped();
        switch (event.reason()) {
            case StopReason.Stepped _, StopReason.ProcessorSwitched _ -> {}
            case StopReason.BreakpointHit(var ids) -> {
                ids.stream()
                        .filter(id -> !hasCommands(session, id))
                        .forEach(id -> session.out().line("Breakpoint " + id + " hit"));
            }
            case StopReason.BugCheck bugCheck -> {
                session.out().line(exception(0x80000003, true));
                session.out().line("");
                session.out().line("A fatal system error has occurred.");
                session.out().line("");
                session.out().line(reason(bugCheck));
                session.out().line("");
            }
            case StopReason.Exception _,
                    StopReason.BreakIn _,
                    StopReason.Started _,
                    StopReason.Printed _,
                    StopReason.ImageLoaded _,
                    StopReason.ImageUnloaded _ -> session.out().line(line(event.reason()));
        }
        try {
            if (event.reason() instanceof StopReason.Stepped && session.state().stepRegisters()) {
                session.out().print("%s", RegistersText.block(session.target().registers()));
            }
            CodeText.of(session).showPlace(event.pc());
        } catch (EngineException e) {
            session.out().write(OutputKind.WARNING, event.pc() + " (" + e.getMessage() + ")\n");
        }
    }

    /// Whether the person has had his own words for this breakpoint.
    private static boolean hasCommands(CommandSession session, int id) {
        return session.breakpoints().all().stream()
                .anyMatch(breakpoint ->
                        breakpoint.id() == id && !breakpoint.terms().commands().isBlank());
    }

    /// What is shown when `reason` happens, whether the target stops for it or not.
    public static String line(StopReason reason) {
        return switch (reason) {
            case StopReason.ImageLoaded(var name, var base, var size) ->
                "ModLoad: %s %s   %s".formatted(base, base.plus(size), name);
            default -> reason(reason);
        };
    }

    /// The reason of a stop in one line.
    public static String reason(StopReason reason) {
        return switch (reason) {
            case StopReason.Exception exception -> exception(exception.code(), exception.firstChance());
            case StopReason.BreakIn _, StopReason.Started _ -> exception(0x80000003, true);
            case StopReason.Printed(var text) -> "Debuggee output: " + text;
            case StopReason.ImageLoaded(var name, var base, var _) -> "Load module " + name + " at " + base;
            case StopReason.ImageUnloaded(var name, var base) -> "Unload module " + name + " at " + base;
            case StopReason.BreakpointHit(var ids) ->
                "Hit breakpoint " + ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
            case StopReason.Stepped _ -> exception(0x80000004, true);
            case StopReason.ProcessorSwitched _ -> "Processor switched";
            case StopReason.BugCheck(var code, var parameters) -> bugCheck(code, parameters);
        };
    }

    /// What an exception is called.
    static String exceptionName(int code) {
        return EXCEPTIONS.getOrDefault(code, "Unknown exception");
    }

    private static String exception(int code, boolean firstChance) {
        return String.format(
                Locale.ROOT,
                "%s - code %08x (%s)",
                exceptionName(code),
                code,
                firstChance ? "first chance" : "!!! second chance !!!");
    }

    private static String bugCheck(long code, List<Long> parameters) {
        String numbers = parameters.stream().map(Long::toHexString).collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, "BugCheck %X, {%s}", code, numbers)
                + BugcheckName.of(code).map(name -> " (" + name + ")").orElse("");
    }
}
