package io.kdlab.transport;

/// What a transport tells about its wire besides bytes, fired as a user event through the stages.
public sealed interface WireEvent {
    /// Something for the journal.
    record Note(String text) implements WireEvent {}

    /// How the line of a serial port is now; sent when the wire opens and whenever something about it has
    /// changed.
    record Line(LineState state) implements WireEvent {}
}
