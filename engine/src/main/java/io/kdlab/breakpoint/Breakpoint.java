package io.kdlab.breakpoint;

import io.kdlab.value.Address;
import java.util.Optional;

/// A breakpoint as a person sees it. What stands for it in the target is a [Site].
///
/// @param id its number, the smallest that was free unless the person chose one
/// @param address empty while the expression cannot be resolved
/// @param expression what the person typed
/// @param follows whether it moves with what its expression names, modules that come and go included
/// @param passCount fires at every `passCount`-th pass, at least 1
/// @param passesLeft how many passes until it fires
/// @param pending why it is not armed although it is enabled; empty when all is well
/// @param terms when it counts, and what is done then
public record Breakpoint(
        int id,
        BreakpointKind kind,
        Optional<Address> address,
        String expression,
        boolean follows,
        boolean enabled,
        int passCount,
        int passesLeft,
        Optional<String> pending,
        Terms terms) {

    /// A new one, enabled.
    static Breakpoint of(int id, NewBreakpoint wanted) {
        return new Breakpoint(
                id,
                wanted.kind(),
                wanted.at(),
                wanted.expression(),
                wanted.follows(),
                true,
                wanted.passCount(),
                wanted.passCount(),
                Optional.empty(),
                wanted.terms());
    }

    /// Whether its expression has a name in it, so that it can be looked up again.
    boolean isNamed() {
        return follows || expression.indexOf('!') >= 0;
    }

    /// The same under another number.
    Breakpoint withId(int now) {
        return new Breakpoint(now, kind, address, expression, follows, enabled, passCount, passesLeft, pending, terms);
    }

    /// The same, enabled or not.
    Breakpoint withEnabled(boolean now) {
        return new Breakpoint(id, kind, address, expression, follows, now, passCount, passesLeft, pending, terms);
    }

    /// The same somewhere else, or waiting for a place.
    Breakpoint withAddress(Optional<Address> now) {
        return new Breakpoint(
                id, kind, now, expression, follows, enabled, passCount, passesLeft, Optional.empty(), terms);
    }

    /// The same with `left` passes to go.
    Breakpoint withPassesLeft(int left) {
        return new Breakpoint(id, kind, address, expression, follows, enabled, passCount, left, pending, terms);
    }

    /// The same, waiting because of `why`.
    Breakpoint withPending(Optional<String> why) {
        return new Breakpoint(id, kind, address, expression, follows, enabled, passCount, passesLeft, why, terms);
    }

    /// The same with other terms.
    Breakpoint withTerms(Terms now) {
        return new Breakpoint(id, kind, address, expression, follows, enabled, passCount, passesLeft, pending, now);
    }
}
