package io.kdlab.appliance.console;

import io.kdlab.command.Completion;
import io.kdlab.engine.Front;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jspecify.annotations.Nullable;

/// What TAB offers: what the engine knows already about the word at the cursor.
final class Suggestions implements Completer, Parser {
    /// Who types is not kept waiting for longer.
    private static final long LIMIT_MILLIS = 1000;

    private volatile @Nullable Front front;

    void from(Front engine) {
        front = engine;
    }

    /// A line of the command language as the editor sees it: a word to complete, and what is around it.
    private record Typed(String line, int cursor, int start) implements ParsedLine {
        @Override
        public String word() {
            return line.substring(start, cursor);
        }

        @Override
        public int wordCursor() {
            return cursor - start;
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word());
        }
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        int at = Math.clamp(cursor, 0, line.length());
        return new Typed(line, at, io.kdlab.command.Completer.wordStart(line, at));
    }

    /// The command language has no escapes.
    @Override
    public boolean isEscapeChar(char c) {
        return false;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        Front engine = front;
        if (engine == null) {
            return;
        }
        try {
            Completion found = engine.complete(line.line(), line.cursor())
                    .toCompletableFuture()
                    .get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
            for (Completion.Candidate one : found.candidates()) {
                String about = one.about().isEmpty() ? null : one.about();
                candidates.add(new Candidate(one.text(), one.text(), null, about, null, null, one.whole()));
            }
        } catch (ExecutionException | TimeoutException _) {
            // Nothing to offer.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
