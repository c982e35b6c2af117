package io.kdlab.stub;

import java.time.Instant;

/// An entry of the journal, for those who were not there.
public record PastEvent(long position, Instant time, String kind, String text, String who) {}
