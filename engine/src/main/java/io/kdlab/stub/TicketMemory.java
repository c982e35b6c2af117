package io.kdlab.stub;

import io.kdlab.target.EngineException;
import io.kdlab.target.OutcomeUnknown;
import io.kdlab.target.TargetLost;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/// Remembers what numbered requests were answered, so that one repeated after a lost stream is not executed
/// twice.
///
/// Keeps the newest answers of each session. A number that is older than those is refused: whether it was
/// executed is no longer known here.
final class TicketMemory {
    /// Answers kept for a session.
    static final int KEPT = 64;
    /// Sessions remembered; the one that was silent longest is forgotten first.
    static final int SESSIONS = 32;

    /// What one session was answered.
    private static final class Answers {
        final Map<Long, CompletableFuture<StubReply>> byNumber = new LinkedHashMap<>();
        long forgotten;
    }

    private final Map<Long, Answers> sessions = new LinkedHashMap<>(SESSIONS, 0.75f, true);
    private boolean closed;

    /// Runs `work` if `ticket` is new; otherwise returns, or waits for, what it was answered.
    StubReply once(Ticket ticket, Supplier<StubReply> work) {
        CompletableFuture<StubReply> answer;
        boolean first = false;
        synchronized (this) {
            if (closed) {
                throw new TargetLost("this stub was closed");
            }
            Answers answers = sessions.computeIfAbsent(ticket.session(), key -> new Answers());
            answer = answers.byNumber.get(ticket.number());
            if (answer == null) {
                if (ticket.number() <= answers.forgotten) {
                    throw new OutcomeUnknown(
                            "request %d was made so long ago that its answer is forgotten".formatted(ticket.number()));
                }
                answer = new CompletableFuture<>();
                first = true;
                answers.byNumber.put(ticket.number(), answer);
                trim(answers);
            }
        }
        if (first) {
            try {
                answer.complete(work.get());
            } catch (EngineException failed) {
                answer.completeExceptionally(failed);
            } catch (RuntimeException bug) {
                answer.completeExceptionally(bug);
                throw bug;
            }
        }
        try {
            return answer.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof EngineException known ? known : failed;
        }
    }

    private void trim(Answers answers) {
        while (answers.byNumber.size() > KEPT) {
            long oldest = answers.byNumber.keySet().iterator().next();
            answers.byNumber.remove(oldest);
            answers.forgotten = Math.max(answers.forgotten, oldest);
        }
        while (sessions.size() > SESSIONS) {
            sessions.remove(sessions.keySet().iterator().next());
        }
    }

    synchronized void close() {
        closed = true;
    }
}
