package io.kdlab.breakpoint;

import io.kdlab.value.Address;
import java.util.Optional;

/// A breakpoint as a person sees it. What stands for it in the target is a [Site].
///
/// @param id its number, the smallest that was free
/// @param address empty while the expression cannot be resolved
/// @param expression what the person typed
/// @param passCount fires at every `passCount`-th pass, at least 1
/// @param passesLeft how many passes until it fires
/// @param pending why it is not armed although it is enabled; empty when all is well
public record Breakpoint(
        int id,
        BreakpointKind kind,
        Optional<Address> address,
        String expression,
        boolean enabled,
        int passCount,
        int passesLeft,
        Optional<String> pending) {

    /// The same, enabled or not.
    Breakpoint withEnabled(boolean now) {
        return new Breakpoint(id, kind, address, expression, now, passCount, passesLeft, pending);
    }

    /// The same somewhere else.
    Breakpoint withAddress(Optional<Address> now) {
        return new Breakpoint(id, kind, now, expression, enabled, passCount, passesLeft, Optional.empty());
    }

    /// The same with `left` passes to go.
    Breakpoint withPassesLeft(int left) {
        return new Breakpoint(id, kind, address, expression, enabled, passCount, left, pending);
    }

    /// The same, waiting because of `why`.
    Breakpoint withPending(Optional<String> why) {
        return new Breakpoint(id, kind, address, expression, enabled, passCount, passesLeft, why);
    }
}
