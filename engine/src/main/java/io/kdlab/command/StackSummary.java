package io.kdlab.command;

import io.kdlab.inspect.Placed;
import io.kdlab.inspect.Processes;
import io.kdlab.inspect.Structures;
import io.kdlab.inspect.Threads;
import io.kdlab.target.EngineException;
import java.util.List;
import java.util.regex.Pattern;

/// The rows of `!stacks`.
final class StackSummary {
    /// Where every thread stands that does not run: of no interest to somebody who looks for what blocks it.
    private static final Pattern SCHEDULER = Pattern.compile(
            "[^!]+!(KiSwapContext|KiSwapContextResume|SwapContext|KiSwapThread|KiCommitThreadWait|KiWait)(\\+.*)?");

    private final CommandSession session;
    private final Structures by;
    private final int level;
    private final String filter;
    private int threads;

    StackSummary(CommandSession session, Structures by, int level, String filter) {
        this.session = session;
        this.by = by;
        this.level = level;
        this.filter = filter.strip();
    }

    /// How many threads were looked at.
    int threads() {
        return threads;
    }

    /// Writes about the threads of one process.
    void process(Placed process) {
        Processes processes = new Processes(session.target(), by);
        session.out().print("%28s[%s %s]%n", "", process.at().toString().replace("`", ""), processes.image(process));
        processes.threads(process).entries().forEach(this::thread);
        session.out().line("");
    }

    private void thread(Placed thread) {
        session.checkCancelled();
        threads++;
        List<String> calls = calls(thread);
        if (!filter.isEmpty() && calls.stream().noneMatch(call -> call.contains(filter))) {
            return;
        }
        List<String> shown = level > 0
                ? calls
                : calls.stream()
                        .filter(call -> !SCHEDULER.matcher(call).matches())
                        .limit(1)
                        .toList();
        String state = Threads.shortState(by, thread);
        session.out()
                .print(
                        "%4x.%06x  %s %-11s %s%n",
                        thread.number("Cid.UniqueProcess"),
                        thread.number("Cid.UniqueThread"),
                        thread.at().toString().replace("`", ""),
                        state,
                        shown.isEmpty() ? "" : shown.getFirst());
        shown.stream().skip(1).forEach(call -> session.out().print("%43s %s%n", "", call));
    }

    private List<String> calls(Placed thread) {
        try {
            return new Threads(session.target(), by)
                    .stack(thread).frames().stream()
                            .map(frame -> by.symbols()
                                    .nameAt(frame.pc())
                                    .orElse(frame.pc().toString()))
                            .toList();
        } catch (EngineException unreadable) {
            return List.of("(" + unreadable.getMessage() + ")");
        }
    }
}
