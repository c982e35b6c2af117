package io.kdlab.transport.net;

import java.time.Duration;
import java.util.List;

/// One side of KDNET without clock or socket: keys, sessions, keep-alive. What it draws by lot comes from the source
/// it was made with; apart from that equal arguments give equal results.
///
/// @param <S> what it remembers
interface KdnetMachine<S> {
    /// The outcome of one event: the state after it and what to do, in order.
    record Step<S>(S state, List<KdnetEffect> effects) {
        /// Takes the effects over as they are.
        public Step {
            effects = List.copyOf(effects);
        }
    }

    /// Before anything happened.
    S initial();

    /// How far apart [KdnetEvent.Due]s are; the first comes at once.
    Duration period();

    Step<S> step(S state, KdnetEvent event);
}
