package io.kdlab.lab.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.value.Epoch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The wires of all targets, with the gate in front of each, and everybody who ever was let through.
///
/// Nobody here behaves: every driver goes on using every epoch he ever got, for as long as the test runs.
final class WireModel {
    /// Somebody's belief that he may drive.
    record Ticket(String driver, String target, Epoch epoch) {}

    private final Map<String, Epoch> gates = new HashMap<>();
    private final Map<String, Epoch> lastActed = new HashMap<>();
    private final Map<String, String> driverOf = new HashMap<>();
    private final Set<Ticket> tickets = new HashSet<>();
    private int accepted;

    synchronized void move(String target, Epoch to) {
        var from = gates.getOrDefault(target, Epoch.NONE);
        assertThat(to.compareTo(from))
                .as("gate of %s from %s to %s", target, from, to)
                .isNotNegative();
        gates.put(target, to);
    }

    /// What a wire forgets that lives in the process that was killed.
    synchronized void forgetGates() {
        gates.clear();
    }

    synchronized void hand(String driver, String target, Epoch epoch) {
        tickets.add(new Ticket(driver, target, epoch));
    }

    synchronized Epoch gate(String target) {
        return gates.getOrDefault(target, Epoch.NONE);
    }

    synchronized int accepted() {
        return accepted;
    }

    /// Everybody tries; returns who gets through on which target, and fails where two do.
    synchronized Map<String, String> everybodyActs() {
        var through = new HashMap<String, String>();
        for (var ticket : tickets) {
            if (act(ticket)) {
                var other = through.put(ticket.target(), ticket.driver());
                assertThat(other)
                        .as("two drivers on %s at epoch %s", ticket.target(), ticket.epoch())
                        .isIn(null, ticket.driver());
            }
        }
        return through;
    }

    private boolean act(Ticket ticket) {
        if (!ticket.epoch().equals(gate(ticket.target()))) {
            return false;
        }
        var key = ticket.target() + "@" + ticket.epoch();
        var first = driverOf.putIfAbsent(key, ticket.driver());
        assertThat(first).as("epoch %s was another's", key).isIn(null, ticket.driver());
        var last = lastActed.put(ticket.target(), ticket.epoch());
        assertThat(last == null || last.compareTo(ticket.epoch()) <= 0)
                .as("%s acted on %s after a later epoch had", ticket.driver(), key)
                .isTrue();
        accepted++;
        return true;
    }
}
