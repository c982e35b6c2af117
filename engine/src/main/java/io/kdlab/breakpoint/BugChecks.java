package io.kdlab.breakpoint;

import io.kdlab.stub.StopReport;
import io.kdlab.target.DebuggerData;
import io.kdlab.target.EngineException;
import io.kdlab.target.GateClosed;
import io.kdlab.target.OutcomeUnknown;
import io.kdlab.target.StopReason;
import io.kdlab.target.Target;
import io.kdlab.target.TargetLost;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Recognises that a kernel gave up: by what it printed, and by what its data block says at its break routine.
final class BugChecks {
    private static final Pattern CODE = Pattern.compile("Fatal System Error: 0x([0-9a-fA-F]{1,16})");
    private static final Pattern PARAMETERS = Pattern.compile(
            "\\(0x([0-9a-fA-F]{1,16}),\\s*0x([0-9a-fA-F]{1,16}),\\s*0x([0-9a-fA-F]{1,16}),\\s*0x([0-9a-fA-F]{1,16})\\)");
    /// How much of the prints before a stop is looked at.
    private static final int KEPT = 4096;

    /// What the break routine is told when a bug check calls it, before and after the crash callbacks.
    private static final List<Long> STATUSES = List.of(3L, 4L);

    private final StringBuilder printed = new StringBuilder();

    /// The target printed.
    void printed(String text) {
        printed.append(text);
        if (printed.length() > KEPT) {
            printed.delete(0, printed.length() - KEPT);
        }
    }

    /// The target was resumed, or is another: what was printed belongs to the past.
    void forget() {
        printed.setLength(0);
    }

    /// The bug check that this break instruction announces; empty when it announces none.
    Optional<StopReason.BugCheck> at(StopReport report, Target target) {
        Optional<StopReason.BugCheck> said = said();
        if (said.isPresent()) {
            return said;
        }
        Optional<DebuggerData> data = target.debuggerData();
        boolean breakRoutine = data.flatMap(d -> d.field(DebuggerData.BREAKPOINT_WITH_STATUS))
                .filter(report.pc()::equals)
                .isPresent();
        if (!breakRoutine) {
            return Optional.empty();
        }
        try {
            if (!STATUSES.contains(status(target))) {
                return Optional.empty();
            }
            return data.flatMap(d -> d.field(DebuggerData.KI_BUGCHECK_DATA)).map(at -> stored(at, target));
        } catch (TargetLost | GateClosed | OutcomeUnknown gone) {
            throw gone;
        } catch (EngineException unreadable) {
            return Optional.empty();
        }
    }

    /// What the break routine was told, when the target stands at its break instruction.
    static long status(Target target) {
        return target.registers().get(target.architecture().breakStatus());
    }

    private Optional<StopReason.BugCheck> said() {
        Matcher code = CODE.matcher(printed);
        long number = 0;
        int end = -1;
        while (code.find()) {
            number = Long.parseUnsignedLong(code.group(1), 16);
            end = code.end();
        }
        if (end < 0) {
            return Optional.empty();
        }
        var parameters = new ArrayList<Long>();
        Matcher four = PARAMETERS.matcher(printed);
        if (four.find(end)) {
            for (int i = 1; i <= 4; i++) {
                parameters.add(Long.parseUnsignedLong(four.group(i), 16));
            }
        }
        return Optional.of(new StopReason.BugCheck(number, parameters));
    }

    private static StopReason.BugCheck stored(Address at, Target target) {
        int size = target.pointerSize();
        Bytes numbers = target.readAll(at, 5 * size);
        var parameters = new ArrayList<Long>();
        for (int i = 1; i <= 4; i++) {
            parameters.add(target.pointerIn(numbers, size * i).value());
        }
        return new StopReason.BugCheck(Integer.toUnsignedLong(numbers.u32(0)), parameters);
    }
}
