package io.kdlab.capture;

import java.time.Instant;

/// One thing that happened on a link.
///
/// @param position counts up from 1 and never repeats, over restarts too
/// @param kind a word: `print`, `stop`, `gate`, …
/// @param who a user, `target` or `box`
public record JournalEntry(long position, Instant time, String kind, String text, String who) {}
