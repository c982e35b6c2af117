package io.kdlab.transport.net;

import io.kdlab.value.Bytes;

/// What one KDNET datagram says, once it is opened (kdnet.md §1, §3).
///
/// @param version the protocol's; a host answers with the target's
/// @param channel control or data
/// @param number the sender's count on this channel, 56 bits; what repeats one is an old copy
/// @param toTarget from a host to a target; otherwise from a target
/// @param body a poke, a response, a KD packet, the break-in byte, or nothing
record KdnetDatagram(int version, Channel channel, long number, boolean toTarget, Bytes body) {
    /// `MDBG`.
    static final Bytes MAGIC = Bytes.ofLatin1("MDBG");
    /// Magic, version, channel; in the clear.
    static final int HEADER = 6;
    /// The longest datagram that is looked at: more than any KD packet needs.
    static final int LONGEST = 4096;

    static final long LAST_NUMBER = (1L << 56) - 1;

    /// What a datagram belongs to. The number on the wire is the ordinal.
    enum Channel {
        /// KD packets, under the session's key.
        DATA,
        /// Pokes and responses, under the key that people type.
        CONTROL
    }

    KdnetDatagram {
        if (number < 0 || number > LAST_NUMBER) {
            throw new IllegalArgumentException("a number of 56 bits, not " + number);
        }
    }
}
