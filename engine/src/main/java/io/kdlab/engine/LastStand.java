package io.kdlab.engine;

import io.kdlab.stub.PastEvent;
import io.kdlab.stub.Stub;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import java.util.List;
import java.util.Optional;

/// Why the target stands, kept in the journal: an engine whose process was killed leaves a stopped target behind, and
/// the next one is told of the stop, but not that it was a debugger who wanted it.
///
/// Belongs to the thread that owns the target.
final class LastStand {
    /// The journal's word for these entries, as [io.kdlab.transport.LinkTap.Kind] has it.
    static final String KIND = "stand";

    private static final String WANTED = "wanted at ";
    private static final String BY_ITSELF = "by itself at ";
    private static final String RUNS = "runs";
    /// As many entries as a journal remembers.
    private static final int BACK = 5000;

    private final Stub stub;
    private String written;
    /// What the engine before this one wrote last, until the target has left from there.
    private Optional<String> inherited;

    LastStand(Stub stub) {
        this.stub = stub;
        List<PastEvent> past = stub.history(0, BACK);
        this.inherited = past.reversed().stream()
                .filter(event -> event.kind().equals(KIND))
                .map(PastEvent::text)
                .findFirst();
        this.written = inherited.orElse("");
    }

    /// Whether the target stands at `event` only because a debugger wanted it to, this engine's or the one before.
    boolean isWanted(StopEvent event) {
        return event.reason().wanted()
                || event.reason() instanceof StopReason.Exception exception
                        && isDebuggers(exception.code())
                        && inherited.filter((WANTED + event.pc())::equals).isPresent();
    }

    /// Whether the engine before this one left the target standing for a debugger, and nobody has heard of it since.
    boolean isExpected() {
        return inherited.filter(text -> text.startsWith(WANTED)).isPresent();
    }

    /// The kinds of exception that break-ins, breakpoints and steps are made of.
    private static boolean isDebuggers(int code) {
        return code == 0x80000003 || code == 0x80000004;
    }

    void stopped(StopEvent event) {
        write((isWanted(event) ? WANTED : BY_ITSELF) + event.pc());
    }

    void runs() {
        inherited = Optional.empty();
        write(RUNS);
    }

    private void write(String text) {
        if (!text.equals(written)) {
            written = text;
            stub.stand(text);
        }
    }
}
