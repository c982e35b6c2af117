package io.kdlab.breakpoint;

import io.kdlab.value.Address;
import java.util.Optional;
import java.util.OptionalInt;

/// A breakpoint that a person asks for.
///
/// @param id the number it shall have; empty for the smallest that is free
/// @param at empty while the expression cannot be resolved
/// @param follows whether it moves with what its expression names, modules that come and go included
/// @param passCount fires at every `passCount`-th pass, at least 1
public record NewBreakpoint(
        OptionalInt id,
        BreakpointKind kind,
        Optional<Address> at,
        String expression,
        boolean follows,
        int passCount,
        Terms terms) {}
