package io.kdlab.link;

/// What a step asks its runner to do, in order.
public sealed interface LinkEffect {
    /// Write the packet in flight under this id.
    record Transmit(int id) implements LinkEffect {}

    /// Write an ack.
    record Ack(int id) implements LinkEffect {}

    /// Write RESEND.
    record AskResend() implements LinkEffect {}

    /// Write RESET.
    ///
    /// @param id what it carries; see [LinkIds.Reset]
    record SendReset(int id) implements LinkEffect {}

    /// Write the break-in byte.
    record SendBreakIn() implements LinkEffect {}

    /// Hand the received packet up.
    record Deliver() implements LinkEffect {}

    /// Forget the received packet.
    record Drop(Reason reason) implements LinkEffect {
        /// Why a packet is forgotten.
        public enum Reason {
            /// The one before it once more; its ack was lost.
            DUPLICATE,
            /// It stands for an ack; the other side will send it again.
            STANDS_FOR_ACK,
            /// An ack, resend or reset nobody waits for.
            UNEXPECTED,
            /// The kernel runs and reads no packets.
            NOT_LISTENING
        }
    }

    /// The packet in flight has arrived.
    record Acked() implements LinkEffect {}

    /// The packet in flight is given up; whether it arrived is unknown.
    record Failed(LinkFailure failure) implements LinkEffect {}

    /// Start a timer, or start it anew.
    record Arm(LinkTimer timer) implements LinkEffect {}

    /// Stop a timer.
    record Disarm(LinkTimer timer) implements LinkEffect {}

    /// Tell the layer above.
    record Report(LinkReport report) implements LinkEffect {}
}
