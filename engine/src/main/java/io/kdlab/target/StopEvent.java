package io.kdlab.target;

import io.kdlab.value.Address;
import java.time.Instant;

/// A stop of the target, as its state change reported it and the engine understood it.
///
/// @param processor the processor that stopped
/// @param processors how many processors there are, at least one
/// @param thread the `KTHREAD`, zero in a boot environment
/// @param pc where execution stands
public record StopEvent(int processor, int processors, Address thread, Address pc, StopReason reason, Instant time) {}
