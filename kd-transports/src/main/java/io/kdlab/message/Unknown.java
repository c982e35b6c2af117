package io.kdlab.message;

import io.kdlab.value.Bytes;

/// A payload that we cannot read: its packet type is not known, or it is shorter than its type's fixed part.
public record Unknown(int packetType, Bytes payload) implements KdMessage {}
