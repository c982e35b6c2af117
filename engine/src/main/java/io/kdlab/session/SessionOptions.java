package io.kdlab.session;

import io.kdlab.arch.Architecture;
import io.kdlab.value.Epoch;
import java.time.Clock;

/// What a session needs besides its stub.
///
/// @param name for threads and logs
/// @param id numbers the session among the engines that talk to one stub
/// @param epoch under which it acts at first
public record SessionOptions(String name, long id, Architecture architecture, Clock clock, Epoch epoch) {}
