package io.kdlab.transport;

/// What a transport that knows its peer says of it. Fired as a user event of the transport's channel.
///
/// @param text one line for a person, without the wire's name
public record WireReport(Peer peer, String text) {
    /// How the peer is.
    public enum Peer {
        /// Nobody is there yet; the text says what is waited for.
        AWAITED,
        /// It is there.
        PRESENT,
        /// It was there and is not any more, or talks to somebody else; the text says what to do.
        GONE,
        /// Nothing changed; something should be known.
        REMARK
    }
}
