package io.kdlab.sim;

/// DR0 to DR3, DR6 and DR7: which addresses stop the processor, and what stopped it.
final class DebugRegisters {
    static final long DR6_FIXED = 0xFFFF_0FF0L;
    static final long DR6_STEP = 1 << 14;
    static final long DR7_FIXED = 0x400;

    private static final int EXECUTE = 0;
    private static final int WRITE = 1;
    private static final int READ_WRITE = 3;

    private final long[] address = new long[4];
    private long dr6 = DR6_FIXED;
    private long dr7 = DR7_FIXED;
    private boolean watchesCode;
    private boolean watchesData;
    private long hits;

    long address(int index) {
        return address[index];
    }

    void address(int index, long value) {
        address[index] = value;
    }

    long dr6() {
        return dr6;
    }

    void dr6(long value) {
        dr6 = (value & 0xE00F) | DR6_FIXED;
    }

    long dr7() {
        return dr7;
    }

    /// Sets the control register; bits that do not exist are dropped and bit 10 reads as one.
    void dr7(long value) {
        dr7 = (value & 0xFFFF_2BFFL) | DR7_FIXED;
        watchesCode = false;
        watchesData = false;
        for (int i = 0; i < 4; i++) {
            if (enabled(i)) {
                watchesCode |= kind(i) == EXECUTE;
                watchesData |= kind(i) == WRITE || kind(i) == READ_WRITE;
            }
        }
    }

    boolean watchesCode() {
        return watchesCode;
    }

    boolean watchesData() {
        return watchesData;
    }

    /// The DR6 bits of the execution breakpoints at this address.
    long atInstruction(long rip) {
        long found = 0;
        for (int i = 0; i < 4; i++) {
            if (enabled(i) && kind(i) == EXECUTE && address[i] == rip) {
                found |= 1L << i;
            }
        }
        return found;
    }

    /// Notes a data access; the trap comes when the instruction is over.
    void access(long at, int size, boolean write) {
        for (int i = 0; i < 4; i++) {
            if (!enabled(i) || kind(i) != READ_WRITE && !(write && kind(i) == WRITE)) {
                continue;
            }
            long length = length(i);
            long start = address[i] & -length;
            if (at + size - start > 0 && start + length - at > 0) {
                hits |= 1L << i;
            }
        }
    }

    /// The DR6 bits of the data breakpoints hit since the last call.
    long takeHits() {
        long taken = hits;
        hits = 0;
        return taken;
    }

    private boolean enabled(int index) {
        return (dr7 >>> (2 * index) & 3) != 0;
    }

    private int kind(int index) {
        return (int) (dr7 >>> (16 + 4 * index)) & 3;
    }

    private long length(int index) {
        return switch ((int) (dr7 >>> (18 + 4 * index)) & 3) {
            case 0 -> 1;
            case 1 -> 2;
            case 2 -> 8;
            default -> 4;
        };
    }
}
