package io.kdlab.inspect;

import io.kdlab.target.DebuggerData;
import io.kdlab.target.MemorySpan;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import io.kdlab.target.Target;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// The five numbers by which a kernel says why it gave up. Code 0: it has not.
public record Bugcheck(long code, List<Long> parameters) {
    private static final int WORDS = 5;

    /// Copies the parameters.
    public Bugcheck {
        parameters = List.copyOf(parameters);
    }

    /// What the kernel stored, or else what the stop itself told; empty when neither says anything.
    public static Optional<Bugcheck> of(Target target, Optional<StopEvent> lastEvent) {
        Optional<Bugcheck> stored = target.debuggerData()
                .flatMap(data -> data.field(DebuggerData.KI_BUGCHECK_DATA))
                .flatMap(at -> read(target, at));
        Optional<Bugcheck> told = lastEvent.flatMap(event -> event.reason() instanceof StopReason.BugCheck(var c, var p)
                ? Optional.of(new Bugcheck(c, p))
                : Optional.empty());
        return stored.filter(bugcheck -> bugcheck.code() != 0).or(() -> told).or(() -> stored);
    }

    private static Optional<Bugcheck> read(Target target, Address at) {
        int size = target.pointerSize();
        if (!(target.read(at, WORDS * size) instanceof MemorySpan.Known(Bytes bytes))) {
            return Optional.empty();
        }
        List<Long> parameters = IntStream.range(1, WORDS)
                .mapToObj(word -> target.pointerIn(bytes, word * size).value())
                .toList();
        return Optional.of(new Bugcheck(Integer.toUnsignedLong(bytes.u32(0)), parameters));
    }

    /// The code's name, where it is a common one.
    public Optional<String> name() {
        return BugcheckName.of(code);
    }

    /// What it means in words, and each of its arguments.
    public void explain(Consumer<String> out) {
        Optional<BugcheckMeaning> meaning = BugcheckMeaning.of(code);
        out.accept("%s (%x)".formatted(meaning.map(BugcheckMeaning::name).orElse("UNKNOWN_BUGCHECK"), code));
        meaning.map(BugcheckMeaning::text).ifPresent(out);
        out.accept("Arguments:");
        int count = parameters.isEmpty() ? WORDS - 1 : parameters.size();
        for (int i = 0; i < count; i++) {
            int number = i;
            String words = meaning.map(known -> known.arguments().get(number)).orElse("");
            String value = i < parameters.size() ? KernelWords.hex(parameters.get(i), 16) : "";
            out.accept("Arg%d: %s%s%s"
                    .formatted(i + 1, value, value.isEmpty() || words.isEmpty() ? "" : ", ", words)
                    .stripTrailing());
        }
    }
}
