package io.kdlab.connection;

import io.kdlab.value.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What was said, heard, asked and executed in a model, and what must hold of it.
final class ModelLedger {
    /// A duty: the target executes a request.
    static final String RUN = "the target executes a request";

    private static final int TRACE = 60;

    private final ModelClock clock;
    private final Set<String> owed = new TreeSet<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private final List<Bytes> messages = new ArrayList<>();
    /// Announcements are said again in the same words.
    private final Map<Bytes, NavigableSet<Integer>> said = new HashMap<>();
    private final BitSet mayBeMissing = new BitSet();
    private final Map<Integer, Integer> executions = new HashMap<>();
    private final Map<Bytes, Integer> copiesAllowed = new HashMap<>();
    private final Map<Bytes, Integer> sentIn = new HashMap<>();
    private final Set<Bytes> run = new HashSet<>();
    private int epoch;
    private int spoken;
    private int heard = -1;
    private int lastExecuted = -1;
    private int restarts;
    private int restartsAllowed = 1;
    private boolean unaware;
    private boolean restartIsTold;
    private boolean resetAnswered = true;
    private boolean contaminated;
    private boolean overtaking;
    private int firstOfBeginning;
    private boolean lenient;
    private boolean mustSucceed;
    private long cleanSince;
    private @Nullable String violation;

    ModelLedger(ModelClock clock) {
        this.clock = clock;
    }

    /// From now on only hangs and crashes count: the wire does what the protocol cannot see.
    void lenient() {
        lenient = true;
    }

    /// Whether nothing may fail now: the wire is clean, or so bad only that the link mends it.
    void mustSucceed(boolean now) {
        mustSucceed = now;
        cleanSince = clock.now();
    }

    boolean mustSucceed() {
        return mustSucceed;
    }

    /// For how long nothing may fail, in nanoseconds; 0 if something may.
    long cleanFor() {
        return mustSucceed ? clock.now() - cleanSince : 0;
    }

    void trace(String what) {
        if (violation == null) {
            trace.add("%10.3f ms %s".formatted(clock.now() / 1e6, what));
        }
        if (trace.size() > TRACE) {
            trace.remove();
        }
    }

    String lastEvents() {
        return String.join("\n", trace);
    }

    void require(boolean holds, String what) {
        if (!holds && !lenient && violation == null) {
            violation = what;
        }
    }

    /// Something that has to be done before the present event is over.
    void owes(String duty) {
        owed.add(duty);
    }

    void does(String duty) {
        owed.remove(duty);
    }

    /// A violation is thrown here, between two events: inside a pipeline it would only count as a failed handler.
    void check() {
        require(owed.isEmpty(), "owed and not done: " + owed);
        owed.clear();
        if (violation != null) {
            throw new AssertionError(violation);
        }
    }

    // Target to host.

    /// The kernel hands a message to its link; its number.
    int says(Bytes payload) {
        messages.add(payload);
        said.computeIfAbsent(payload, same -> new TreeSet<>()).add(spoken);
        return spoken++;
    }

    /// The number that the next message will have.
    int next() {
        return spoken;
    }

    /// The kernel was told that nobody took it, or forgot it in a reboot.
    void gaveUp(int number) {
        mayBeMissing.set(number);
    }

    /// The link begins anew, in the middle of a message: the host may get that one twice.
    void resynchronisedDuring(int number) {
        if (number >= 0) {
            mayComeTwice(messages.get(number));
        }
    }

    /// The host may hear this twice.
    void mayComeTwice(Bytes payload) {
        copiesAllowed.merge(payload, 1, Integer::sum);
    }

    /// An ack that was on its way carries an id that is used again now: it may pass for the ack of the message in
    /// flight, or of the next one.
    void idsBeginAnew(int inFlight) {
        mayBeMissing.set(inFlight < 0 ? spoken : inFlight);
    }

    void hears(Bytes payload) {
        NavigableSet<Integer> numbers = said.getOrDefault(payload, new TreeSet<>());
        require(!numbers.isEmpty(), "the host heard what nobody said: " + payload);
        Integer number = numbers.higher(heard);
        if (number == null) {
            boolean inOrder = numbers.contains(heard) || overtaking;
            boolean copy = inOrder && copiesAllowed.merge(payload, -1, Integer::sum) >= 0;
            require(copy, "the host heard message %s after message %d".formatted(numbers, heard));
            return;
        }
        if (restartIsTold && number >= firstOfBeginning) {
            hostAligned();
        }
        restartIsTold = false;
        int missing = mayBeMissing.nextClearBit(heard + 1);
        require(missing >= number, "message %d never came, but %d did".formatted(missing, number));
        heard = number;
    }

    /// The target's protocol begins anew in a way that the host can see.
    void mayRestart() {
        restartsAllowed++;
        unaware = true;
        firstOfBeginning = spoken;
        resetAnswered = false;
    }

    /// Packets overtake each other.
    void overtaking() {
        overtaking = true;
    }

    /// A beginning met a packet in flight, or the target sent RESET unasked: until a RESET of ours is answered, acks
    /// may be older than what they seem to be for.
    void isContaminated() {
        contaminated = true;
    }

    boolean isUncertain() {
        return unaware || contaminated;
    }

    /// A target that has begun anew answers a RESET of the host's.
    void resetIsAnswered() {
        resetAnswered = true;
    }

    /// The host had an answer to a RESET.
    void hostHearsAnswer() {
        if (resetAnswered) {
            contaminated = false;
            hostAligned();
        }
    }

    void hostAligned() {
        unaware = false;
        epoch++;
    }

    /// The host forgets what it knew, and may take a repeated first packet for one of a new beginning.
    void hostForgets() {
        restartsAllowed++;
    }

    void sawRestart() {
        restarts++;
        restartIsTold = true;
        require(restarts <= restartsAllowed, "the host saw a restart of the target that never was");
    }

    // Host to target.

    /// The host puts a request on the wire, and all it knows says that it will be taken.
    void sends(Bytes payload) {
        sentIn.put(payload, epoch);
    }

    /// Whether a target that listens must execute this, since it never came before and nothing has begun anew since it
    /// was sent.
    boolean isDueToRun(Bytes payload) {
        return !unaware && sentIn.getOrDefault(payload, -1) == epoch && !run.contains(payload);
    }

    void executes(Bytes payload, int request, boolean repeatable) {
        does(RUN);
        run.add(payload);
        int before = executions.merge(request, 1, Integer::sum) - 1;
        require(repeatable || before == 0, "request %d was executed twice".formatted(request));
        require(
                request > lastExecuted || (repeatable && before > 0),
                "request %d was executed after request %d".formatted(request, lastExecuted));
        lastExecuted = Math.max(lastExecuted, request);
    }

    int executionsOf(int request) {
        return executions.getOrDefault(request, 0);
    }
}
