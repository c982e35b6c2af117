package io.kdlab.breakpoint;

import io.kdlab.stub.StopReport;
import io.kdlab.target.EngineException;
import io.kdlab.target.GateClosed;
import io.kdlab.target.OutcomeUnknown;
import io.kdlab.target.TargetLost;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Which of the breakpoints that execution has come to fire: their terms are looked at first, then their passes are
/// counted.
///
/// Terms that cannot be found out make a breakpoint fire, and that is said: a stop too many is seen, a missing one is
/// not.
final class Hits {
    private final BreakpointTable table;
    private final Reactions reactions;
    private final Consumer<String> notice;

    Hits(BreakpointTable table, Reactions reactions, Consumer<String> notice) {
        this.table = table;
        this.reactions = reactions;
        this.notice = notice;
    }

    /// Those of `passed` that fire. One that fires but once is gone then.
    List<Breakpoint> of(List<Breakpoint> passed, StopReport report) {
        var firing = new ArrayList<Breakpoint>();
        for (Breakpoint breakpoint : passed) {
            Breakpoint now = table.find(breakpoint.id()).orElse(breakpoint);
            if (counts(now, report) && table.pass(now)) {
                firing.add(now);
                if (now.terms().oneShot()) {
                    table.remove(now.id());
                }
            }
        }
        return firing;
    }

    private boolean counts(Breakpoint breakpoint, StopReport report) {
        try {
            return matches(breakpoint.terms(), report);
        } catch (TargetLost | GateClosed | OutcomeUnknown gone) {
            throw gone;
        } catch (EngineException unknown) {
            notice.accept("Breakpoint %d fires because whether it should cannot be found out: %s"
                    .formatted(breakpoint.id(), unknown.getMessage()));
            return true;
        }
    }

    private boolean matches(Terms terms, StopReport report) {
        if (terms.thread().filter(at -> !at.equals(report.thread())).isPresent()) {
            return false;
        }
        if (terms.process().isPresent() && !terms.process().get().equals(reactions.process())) {
            return false;
        }
        if (terms.deepest().isPresent()
                && reactions.depth(terms.deepest().getAsInt())
                        >= terms.deepest().getAsInt()) {
            return false;
        }
        if (terms.shallowest().isPresent()
                && reactions.depth(terms.shallowest().getAsInt() + 1)
                        <= terms.shallowest().getAsInt()) {
            return false;
        }
        return terms.condition().isEmpty() || reactions.holds(terms.condition());
    }
}
