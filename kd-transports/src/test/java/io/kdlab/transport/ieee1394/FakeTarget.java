package io.kdlab.transport.ieee1394;

import io.kdlab.value.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;

/// A target's side of the two mailboxes in the memory of a [FakeNode] (kd-protocol.md §10.1): what kd1394 is
/// to a kernel.
public final class FakeTarget {
    private static final int INFO = 0x9F000;
    private static final int WAITING = 0x103;
    private static final int SIZE = 4096;

    private final FakeFirewire bus;
    private final Deque<Bytes> toSend = new ArrayDeque<>();
    private final Consumer<Bytes> received;
    final FakeNode node;
    long sendBuffer;
    long receiveBuffer;
    private boolean deaf;

    /// A target on a node that is not plugged in yet. `received` is called with each packet, under the bus's
    /// lock.
    public FakeTarget(FakeFirewire bus, int speed, int channel, Consumer<Bytes> received) {
        this.bus = bus;
        this.received = received;
        node = new FakeNode(speed);
        node.rom = FakeNode.debugRom(INFO);
        node.written = this::look;
        node.map(INFO, 32);
        publish(channel, 0x10_0000, 0x10_2000);
    }

    /// Publishes the buffers at these addresses, empty: what a start does.
    public void publish(int channel, long send, long receive) {
        synchronized (bus) {
            sendBuffer = send;
            receiveBuffer = receive;
            node.map(send, SIZE);
            node.map(receive, SIZE);
            node.write32(send, 0);
            node.write32(receive, 0);
            toSend.clear();
            ByteBuffer info = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
            info.putInt(0xBABABABA)
                    .putShort((short) 1)
                    .putShort((short) 0)
                    .putInt(channel)
                    .putInt(1);
            info.putLong(send).putLong(receive);
            node.write(INFO, info.array());
        }
    }

    /// Overwrites the info block from `offset` on.
    public void spoilInfo(int offset, byte[] with) {
        synchronized (bus) {
            node.write(INFO + offset, with);
        }
    }

    /// A packet for the host; it goes into the mailbox as soon as that is free.
    public void send(Bytes packet) {
        synchronized (bus) {
            toSend.add(packet);
            look();
        }
    }

    /// Takes no packets any more, or takes them again.
    public void deaf(boolean is) {
        synchronized (bus) {
            deaf = is;
            look();
        }
    }

    /// Packets that the host has not taken.
    public int unsent() {
        synchronized (bus) {
            return toSend.size() + (node.read32(sendBuffer) == 0 ? 0 : 1);
        }
    }

    private void look() {
        if (node.read32(receiveBuffer) == WAITING && !deaf) {
            int length = node.read32(receiveBuffer + 4);
            byte[] header = node.read(receiveBuffer + 8, 16);
            byte[] data = node.read(receiveBuffer + 24, Math.max(0, length - 16));
            node.write32(receiveBuffer, 0);
            received.accept(
                    header[0] == 0x62 ? Bytes.of((byte) 0x62) : Bytes.of(header).concat(Bytes.of(data)));
        }
        Bytes next = node.read32(sendBuffer) == 0 ? toSend.poll() : null;
        if (next != null) {
            byte[] all = next.toByteArray();
            node.write(sendBuffer + 4, Arrays.copyOf(all, 16));
            node.write32(sendBuffer + 20, Math.max(0, all.length - 16));
            node.write(sendBuffer + 24, Arrays.copyOfRange(all, 16, Math.max(16, all.length)));
            node.write32(sendBuffer, WAITING);
        }
    }
}
