package io.kdlab.transport;

/// What a transport tells about its wire besides bytes, fired as a user event through the stages.
public sealed interface WireEvent {
    /// Something for the journal.
    record Note(String text) implements WireEvent {}

    /// How the peer is, of a transport that knows one.
    ///
    /// @param text one line for a person, without the wire's name; of a peer that is not there it says what to do
    record Peer(State state, String text) implements WireEvent {
        /// How it is.
        public enum State {
            /// Nobody is there yet.
            AWAITED,
            /// It is there. Where a session of its goes on, no [io.kdlab.link.LinkEvent.NewSession] was told before.
            PRESENT,
            /// It was there and is not any more, or talks to somebody else.
            GONE
        }
    }

    /// How the line of a serial port is now; sent when the wire opens and whenever something about it has
    /// changed.
    record Line(LineState state) implements WireEvent {}
}
