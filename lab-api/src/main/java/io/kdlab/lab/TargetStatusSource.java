package io.kdlab.lab;

/// Knows how the targets are doing; the box answers it from its wires.
@FunctionalInterface
public interface TargetStatusSource {
    /// Must answer at once, from memory.
    TargetStatus statusOf(String target);
}
