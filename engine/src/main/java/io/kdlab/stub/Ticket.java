package io.kdlab.stub;

import io.kdlab.value.Epoch;

/// The right to have one request executed once.
///
/// @param epoch under which it is made; compared with the gate when the first byte would go out
/// @param session who numbers: unique among the engines that talk to one stub
/// @param number unique in the session and growing
public record Ticket(Epoch epoch, long session, long number) {}
