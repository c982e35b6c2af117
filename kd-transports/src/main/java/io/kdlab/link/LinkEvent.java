package io.kdlab.link;

/// What can happen to a link.
public sealed interface LinkEvent {
    /// The wire was opened: everything known about the other side is void.
    record WireUp() implements LinkEvent {}

    /// The wire is gone.
    record WireDown() implements LinkEvent {}

    /// The transport says that the other side began a new session: a new key, a device enumerated again, a bus
    /// reset after which the target is another. A transport fires it as a user event of its channel, before the
    /// first byte of that session.
    record NewSession() implements LinkEvent {}

    /// Our side has a packet to send. Only when none is in flight.
    ///
    /// @param droppable target role: a packet that is given up when nobody acknowledges it (prints,
    ///     load-symbols, create-file)
    record Send(boolean droppable) implements LinkEvent {}

    /// Host role: the reply to the packet in flight came, so that packet did arrive, whatever became of its ack. Only
    /// the side above can tell a reply from one to an older request.
    record Answered() implements LinkEvent {}

    /// Host role: agree on ids anew.
    record Resync() implements LinkEvent {}

    /// Host role: stop the target.
    record BreakIn() implements LinkEvent {}

    /// Host role: stop the target no more; what was sent is sent.
    record StopBreakIn() implements LinkEvent {}

    /// Target role: whether the kernel reads whole packets (stopped) or polls for the break-in byte only
    /// (running).
    record Listening(boolean on) implements LinkEvent {}

    /// An intact data packet came.
    ///
    /// @param fingerprint equal for equal contents; tells a retransmission from a new packet that carries an
    ///     old id
    record DataReceived(int type, int id, int fingerprint) implements LinkEvent {}

    /// A packet began and was not intact.
    record Damaged() implements LinkEvent {}

    /// An ack came, or, where acks do not travel, the wire says that the packet was taken.
    record AckReceived(int id) implements LinkEvent {}

    /// The other side wants our packet again.
    record ResendReceived() implements LinkEvent {}

    /// The other side sent RESET.
    ///
    /// @param id what it carries; see [LinkIds.Reset]
    record ResetReceived(int id) implements LinkEvent {}

    /// Target role: the break-in byte came.
    record BreakInReceived() implements LinkEvent {}

    /// A timer ran out.
    record Elapsed(LinkTimer timer) implements LinkEvent {}
}
