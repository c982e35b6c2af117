package io.kdlab.link;

import io.kdlab.value.Bytes;

/// A payload for the other side; the link gives it an id. Its write's promise succeeds when it is acknowledged.
///
/// @param type the packet type
/// @param droppable target role: given up when nobody acknowledges it
public record Outgoing(int type, Bytes payload, boolean droppable) {
    /// What has to arrive.
    public static Outgoing of(int type, Bytes payload) {
        return new Outgoing(type, payload, false);
    }

    /// What is dropped when nobody listens.
    public static Outgoing droppable(int type, Bytes payload) {
        return new Outgoing(type, payload, true);
    }
}
