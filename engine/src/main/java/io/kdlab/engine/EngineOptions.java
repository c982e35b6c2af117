package io.kdlab.engine;

import io.kdlab.value.Epoch;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/// What a host engine needs to know besides its stub.
///
/// @param targetName the target's name as people call it
/// @param wire the connection string, for banners
/// @param symbolPath directories and stores to look for PDBs in
/// @param epoch under which the engine acts at first
/// @param holder who drives the target and until when, for refusals; empty when nobody holds a lease
/// @param leaseEnds until when somebody may drive it; empty when nobody holds a lease
/// @param captured whether all that passes on the wire is being written to a file
/// @param initialBreak whether the connection was told to break in as soon as the wire is open
/// @param banner whether to print what the field's debuggers print at attach
public record EngineOptions(
        String targetName,
        String wire,
        String symbolPath,
        Clock clock,
        Epoch epoch,
        Supplier<Optional<String>> holder,
        Supplier<Optional<Instant>> leaseEnds,
        boolean captured,
        boolean initialBreak,
        boolean banner) {

    /// Options of a bench session: nobody else may be there, so nobody else is named.
    public static EngineOptions bench(String wire, String symbolPath, Epoch epoch) {
        return new EngineOptions(
                "target",
                wire,
                symbolPath,
                Clock.systemUTC(),
                epoch,
                Optional::empty,
                Optional::empty,
                false,
                false,
                true);
    }

    /// The same, for a connection that breaks in at once, or not.
    public EngineOptions withInitialBreak(boolean now) {
        return new EngineOptions(targetName, wire, symbolPath, clock, epoch, holder, leaseEnds, captured, now, banner);
    }

    /// The same, naming the holder by `text`.
    public EngineOptions withHolder(Supplier<Optional<String>> text) {
        return new EngineOptions(
                targetName, wire, symbolPath, clock, epoch, text, leaseEnds, captured, initialBreak, banner);
    }

    /// The same under another name.
    public EngineOptions withTargetName(String name) {
        return new EngineOptions(
                name, wire, symbolPath, clock, epoch, holder, leaseEnds, captured, initialBreak, banner);
    }

    /// The same with another clock.
    public EngineOptions withClock(Clock other) {
        return new EngineOptions(
                targetName, wire, symbolPath, other, epoch, holder, leaseEnds, captured, initialBreak, banner);
    }

    /// The same, telling until when the lease runs.
    public EngineOptions withLeaseEnd(Supplier<Optional<Instant>> end) {
        return new EngineOptions(
                targetName, wire, symbolPath, clock, epoch, holder, end, captured, initialBreak, banner);
    }

    /// The same on a wire that is captured, or not.
    public EngineOptions withCapture(boolean on) {
        return new EngineOptions(
                targetName, wire, symbolPath, clock, epoch, holder, leaseEnds, on, initialBreak, banner);
    }
}
