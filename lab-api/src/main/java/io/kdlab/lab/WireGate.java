package io.kdlab.lab;

import io.kdlab.value.Epoch;

/// Lets a lease reach the wire: from now on the target's wire carries acting requests of this epoch only.
///
/// Called after the epoch is committed to the store and before anybody is told. It only sets a number in front of the
/// link, so it returns at once and does not fail.
@FunctionalInterface
public interface WireGate {
    /// @param reason one line for the journal and for the driver who is refused from now on
    void move(String target, Epoch epoch, String reason);
}
