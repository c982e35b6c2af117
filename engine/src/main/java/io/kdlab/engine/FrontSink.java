package io.kdlab.engine;

/// Where a front's output goes. Called by one thread of that front's own, in order.
///
/// It may block and it may throw: neither delays anybody else. A front that falls too far behind is disabled.
@FunctionalInterface
public interface FrontSink {
    /// Takes the next output.
    void accept(EngineOutput output);
}
