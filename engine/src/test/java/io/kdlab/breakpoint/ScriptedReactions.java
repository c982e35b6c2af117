package io.kdlab.breakpoint;

import io.kdlab.stub.StopReport;
import io.kdlab.target.StopReason;
import io.kdlab.value.Address;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A command language of which a test says what it answers.
final class ScriptedReactions implements Reactions {
    final Map<String, Long> places = new HashMap<>();
    final List<String> ran = new CopyOnWriteArrayList<>();
    final List<StopReason> told = new CopyOnWriteArrayList<>();
    /// What the next commands say about going on.
    final Deque<Proceed> answers = new ArrayDeque<>();

    boolean holds = true;
    int depth = 1;
    Address process = Address.ZERO;

    @Override
    public boolean holds(String condition) {
        return holds;
    }

    @Override
    public Proceed run(StopReport report, StopReason reason, String commands) {
        ran.add(commands);
        return answers.isEmpty() ? Proceed.STAY : answers.removeFirst();
    }

    @Override
    public Optional<Address> resolve(String expression) {
        return Optional.ofNullable(places.get(expression)).map(Address::new);
    }

    @Override
    public int depth(int most) {
        return Math.min(depth, most);
    }

    @Override
    public Address process() {
        return process;
    }

    @Override
    public void tell(StopReason reason) {
        told.add(reason);
    }
}
