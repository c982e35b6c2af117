package io.kdlab.link;

/// What can happen to a link.
public sealed interface LinkEvent {
    /// The wire was opened: everything known about the other side is void.
    record WireUp() implements LinkEvent {}

    /// The wire is gone.
    record WireDown() implements LinkEvent {}

    /// Our side has a packet to send. Only when none is in flight.
    ///
    /// @param droppable target role: a packet that is given up when nobody acknowledges it (prints,
    ///     load-symbols, create-file)
    record Send(boolean droppable) implements LinkEvent {}

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

    /// An ack came.
    record AckReceived(int id) implements LinkEvent {}

    /// The other side wants our packet again.
    record ResendReceived() implements LinkEvent {}

    /// The other side sent RESET.
    record ResetReceived() implements LinkEvent {}

    /// Target role: the break-in byte came.
    record BreakInReceived() implements LinkEvent {}

    /// A timer ran out.
    record Elapsed(LinkTimer timer) implements LinkEvent {}
}
