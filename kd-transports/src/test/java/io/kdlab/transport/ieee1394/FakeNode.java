package io.kdlab.transport.ieee1394;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// A node of the fake bus: a configuration ROM, physical memory that others may reach, and faults on order.
///
/// Belongs to its bus's lock.
public final class FakeNode {
    private static final int PAGE = 4096;

    /// What happens to a coming request instead of what should.
    ///
    /// @param rcode how it ends
    /// @param performed whether it is done all the same, and only the answer is lost
    /// @param busReset whether the bus is reset before
    record Fault(int rcode, boolean performed, boolean busReset) {}

    final int speed;
    final Deque<Fault> faults = new ArrayDeque<>();
    private final Map<Long, byte[]> pages = new HashMap<>();
    int[] rom = {};
    int id;
    boolean gone;
    /// Told of a bus reset that one of its faults makes.
    Runnable beforeReset = () -> {};
    /// Told of every write.
    Runnable written = () -> {};

    FakeNode(int speed) {
        this.speed = speed;
    }

    /// A ROM of a computer that is set up for debugging, the block being at `address` (kd-protocol.md §10.1).
    static int[] debugRom(int address) {
        return new int[] {
            0x0404_0000,
            0x31333934,
            0xE0008002,
            0x00112233,
            0x44556677,
            0x0005_0000,
            0x0C0083C0,
            0x030050F2,
            0x1C0050F2,
            0x1D000002,
            0x1E000000 | address
        };
    }

    /// Lets others reach this much from `address` on; what lies elsewhere is refused.
    void map(long address, int length) {
        for (long page = address / PAGE; page <= (address + length - 1) / PAGE; page++) {
            pages.computeIfAbsent(page, _ -> new byte[PAGE]);
        }
    }

    /// The bytes there, or null where nothing is mapped.
    byte[] read(long address, int length) {
        byte[] all = new byte[length];
        for (int i = 0; i < length; i++) {
            byte[] page = pages.get((address + i) / PAGE);
            if (page == null) {
                return null;
            }
            all[i] = page[(int) ((address + i) % PAGE)];
        }
        return all;
    }

    /// False where nothing is mapped.
    boolean write(long address, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            byte[] page = pages.get((address + i) / PAGE);
            if (page == null) {
                return false;
            }
            page[(int) ((address + i) % PAGE)] = bytes[i];
        }
        return true;
    }

    int read32(long address) {
        return ByteBuffer.wrap(read(address, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    void write32(long address, int value) {
        write(
                address,
                ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(value)
                        .array());
    }
}
