package io.kdlab.sim;

import java.io.Serial;

/// The machine was switched off while it waited. It unwinds the machine's thread and is seen by nobody else.
final class SimStopped extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    SimStopped() {
        super("the simulated machine was switched off", null, false, false);
    }
}
