package io.kdlab.breakpoint;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;

/// The breakpoints as one client sees them: those that are another client's own are not there.
///
/// @param client who he is, as others see him
public record ClientBreakpoints(Breakpoints session, String client) implements Breakpoints {
    @Override
    public List<Breakpoint> all() {
        return session.all().stream().filter(this::sees).toList();
    }

    private boolean sees(Breakpoint breakpoint) {
        return breakpoint.terms().owner().filter(who -> !who.equals(client)).isEmpty();
    }

    @Override
    public Breakpoint add(NewBreakpoint wanted) {
        wanted.id().ifPresent(this::unlessOthers);
        return session.add(wanted);
    }

    @Override
    public void enable(int id, boolean enabled) {
        unlessOthers(id);
        session.enable(id, enabled);
    }

    @Override
    public void remove(int id) {
        unlessOthers(id);
        session.remove(id);
    }

    @Override
    public void renumber(int from, int to) {
        unlessOthers(from);
        session.renumber(from, to);
    }

    @Override
    public void change(int id, UnaryOperator<Terms> how) {
        unlessOthers(id);
        session.change(id, how);
    }

    /// Removes what is his alone: he has left.
    public void removeOwn() {
        for (Breakpoint breakpoint : session.all()) {
            if (breakpoint.terms().owner().filter(client::equals).isPresent()) {
                session.remove(breakpoint.id());
            }
        }
    }

    private void unlessOthers(int id) {
        if (session.all().stream().anyMatch(breakpoint -> breakpoint.id() == id && !sees(breakpoint))) {
            throw new NoSuchElementException("breakpoint " + id + " is another client's own");
        }
    }
}
