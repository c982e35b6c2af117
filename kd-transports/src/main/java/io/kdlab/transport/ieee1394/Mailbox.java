package io.kdlab.transport.ieee1394;

import io.kdlab.layout.StructCodec;
import io.kdlab.packet.PacketDecoder;
import io.kdlab.value.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The two buffers of a target on a 1394 bus (kd-protocol.md §10.1, **unverified** on real targets).
///
/// | at | target's send buffer, read by us | target's receive buffer, written by us |
/// |---|---|---|
/// | 0 | status: 0x103 a packet waits, 0 free | the same |
/// | 4 | packet header, 16 bytes | length of header and data |
/// | 8 | | packet header, 16 bytes |
/// | 20 | length of data | |
/// | 24 | data | data |
///
/// Whoever fills a buffer writes the status last; whoever empties it writes 0. There are no acks: an emptied
/// buffer is one. Both sides are little-endian, and block transfers carry bytes in the order of memory.
final class Mailbox implements AutoCloseable {
    /// How much of the target's memory a buffer covers.
    static final int SIZE = 24 + PacketDecoder.MAX_PAYLOAD;

    private static final int HEADER = 16;
    private static final int SEND_HEADER = 4;
    private static final int SEND_LENGTH = 20;
    private static final int RECEIVE_LENGTH = 4;
    private static final int DATA = 24;
    /// How often the target is told that its packet was taken while nobody knows whether it heard.
    private static final int TELLS = 16;

    private static final Bytes WAITING = Bytes.ofHex("03010000");
    private static final Bytes FREE = Bytes.zeros(4);
    private static final StructCodec<DebugInfo> INFO = StructCodec.of(DebugInfo.class);

    private final FirewireNode node;
    private final DebugInfo info;

    private Mailbox(FirewireNode node, DebugInfo info) {
        this.node = node;
        this.info = info;
        node.onReset(this::stillThere);
    }

    /// Looks at every node for the target of a channel. The error says what each of them is.
    static Mailbox find(FirewireBus bus, int channel) throws FirewireException, InterruptedException {
        List<String> names = bus.nodes();
        if (names.isEmpty()) {
            throw FirewireException.ofPeer(
                    "this machine has no FireWire bus; is the adapter in, and firewire-ohci loaded?");
        }
        List<String> seen = new ArrayList<>();
        for (String name : names) {
            try {
                Optional<Mailbox> found = at(FirewireNode.open(bus, name), channel, seen);
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (FirewireException e) {
                seen.add(String.valueOf(e.getMessage()));
            }
        }
        throw FirewireException.ofPeer("no target offers channel %d (%s)".formatted(channel, String.join("; ", seen)));
    }

    private static Optional<Mailbox> at(FirewireNode node, int channel, List<String> seen)
            throws FirewireException, InterruptedException {
        boolean taken = false;
        try {
            Optional<DebugInfo> info = node.isLocal() ? Optional.empty() : info(node);
            if (node.isLocal()) {
                seen.add(node.name() + ": this machine");
            } else if (info.isEmpty()) {
                seen.add(node.name() + ": not set up for debugging, or not yet");
            } else if (info.get().channel() != channel) {
                seen.add(node.name() + ": channel "
                        + Integer.toUnsignedString(info.get().channel()));
            } else {
                taken = true;
                return Optional.of(new Mailbox(node, info.get()));
            }
            return Optional.empty();
        } finally {
            if (!taken) {
                node.close();
            }
        }
    }

    /// What the node publishes, if it publishes anything that can be believed.
    private static Optional<DebugInfo> info(FirewireNode node) throws FirewireException, InterruptedException {
        OptionalLong where = node.rom().debugInfo();
        if (where.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(INFO.decode(node.read(where.getAsLong(), DebugInfo.SIZE), 0))
                .filter(DebugInfo::isSound);
    }

    /// Which device it is.
    String name() {
        return node.name();
    }

    /// A target that was started anew has its buffers elsewhere, and what lies where they were is not ours to
    /// touch.
    private void stillThere() throws FirewireException, InterruptedException {
        node.refresh();
        if (info(node).filter(info::equals).isEmpty()) {
            throw FirewireException.ofPeer(node.name() + ": the target was started anew");
        }
    }

    /// The packet that waits for us, header and data. It stays there until [#taken].
    Optional<Bytes> waiting() throws FirewireException, InterruptedException {
        Bytes head = node.read(info.sendBuffer(), DATA);
        if (!head.slice(0, FREE.length()).equals(WAITING)) {
            return Optional.empty();
        }
        Bytes header = head.slice(SEND_HEADER, HEADER);
        int length = head.u32(SEND_LENGTH);
        // A length that cannot be true is left out: the header alone is a damaged packet, and the target is asked
        // again.
        return Optional.of(
                length <= 0 || length > PacketDecoder.MAX_PAYLOAD
                        ? header
                        : header.concat(node.read(info.sendBuffer() + DATA, length)));
    }

    /// Tells the target that its packet was taken.
    ///
    /// When nobody knows whether that was heard, the buffer is looked at: what is in it now is either the same
    /// packet, or
    /// none, or the next one, which must stay.
    void taken(Bytes packet) throws FirewireException, InterruptedException {
        for (int tries = 0; tries < TELLS; tries++) {
            try {
                node.writeOnce(info.sendBuffer(), FREE);
                return;
            } catch (FirewireException e) {
                if (!Rcode.passes(e.rcode())) {
                    throw e;
                }
            }
            if (waiting().filter(packet::equals).isEmpty()) {
                return;
            }
        }
        throw FirewireException.ofPeer(node.name() + ": the target's send buffer cannot be emptied");
    }

    /// Whether the target has emptied its receive buffer.
    boolean isFree() throws FirewireException, InterruptedException {
        return node.read(info.receiveBuffer(), FREE.length()).equals(FREE);
    }

    /// Puts a packet into the target's receive buffer, over whatever lies there.
    ///
    /// @throws FirewireException also when nobody knows whether the target has taken it already
    void put(Bytes packet) throws FirewireException, InterruptedException {
        Bytes header = packet.slice(0, Math.min(HEADER, packet.length()));
        Bytes padding = Bytes.zeros(HEADER - header.length());
        node.write(info.receiveBuffer(), FREE);
        node.write(
                info.receiveBuffer() + RECEIVE_LENGTH,
                little(Math.max(HEADER, packet.length())).concat(header).concat(padding));
        if (packet.length() > HEADER) {
            node.write(info.receiveBuffer() + DATA, packet.slice(HEADER));
        }
        try {
            node.writeOnce(info.receiveBuffer(), WAITING);
        } catch (FirewireException e) {
            if (!Rcode.passes(e.rcode()) || isFree()) {
                throw e;
            }
        }
    }

    /// Waits, unless the mailbox is closed.
    void pause(int millis) throws FirewireException, InterruptedException {
        node.pause(millis);
    }

    @Override
    public void close() {
        node.close();
    }

    private static Bytes little(int value) {
        return Bytes.of((byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24));
    }
}
