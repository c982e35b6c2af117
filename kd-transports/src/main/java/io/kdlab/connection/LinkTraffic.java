package io.kdlab.connection;

/// Bytes that a link carried, with all that the protocol adds to its messages.
///
/// @param bytesOut to the target
/// @param bytesIn from the target
public record LinkTraffic(long bytesOut, long bytesIn) {}
