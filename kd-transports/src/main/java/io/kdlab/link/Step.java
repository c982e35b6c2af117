package io.kdlab.link;

import java.util.List;

/// The outcome of one event: the state after it and what to do, in order.
public record Step(LinkState state, List<LinkEffect> effects) {
    /// Takes the effects over as they are.
    public Step {
        effects = List.copyOf(effects);
    }

    static Step of(LinkState state, LinkEffect... effects) {
        return new Step(state, List.of(effects));
    }
}
