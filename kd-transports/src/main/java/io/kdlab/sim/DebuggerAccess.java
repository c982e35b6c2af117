package io.kdlab.sim;

import io.kdlab.value.Bytes;
import java.util.function.LongUnaryOperator;

/// Memory as a debugger reaches it: page rights do not count, what is not mapped ends the transfer.
final class DebuggerAccess {
    private final Cpu machine;
    private final PageWalk walk;

    DebuggerAccess(Cpu machine) {
        this.machine = machine;
        this.walk = new PageWalk(machine.memory, machine.mode.paging());
    }

    /// The bytes up to the first one that is not there.
    Bytes readVirtual(long address, int count) {
        return read(address, count, this::physical);
    }

    /// The bytes up to the end of memory.
    Bytes readPhysical(long address, int count) {
        return read(address, count, a -> machine.memory.contains(a) ? a : PageWalk.NOT_MAPPED);
    }

    /// How many bytes found a place.
    int writeVirtual(long address, Bytes bytes) {
        return write(address, bytes, this::physical);
    }

    /// How many bytes found a place.
    int writePhysical(long address, Bytes bytes) {
        return write(address, bytes, a -> machine.memory.contains(a) ? a : PageWalk.NOT_MAPPED);
    }

    /// A pointer as long as the machine's, or 0 if it is not there.
    long pointer(long address) {
        int word = machine.mode.word();
        Bytes bytes = readVirtual(address, word);
        return bytes.length() < word ? 0 : word == 8 ? bytes.u64(0) : Integer.toUnsignedLong(bytes.u32(0));
    }

    private long physical(long virtual) {
        long address = walk.physical(machine.registers.cr3, machine.mode.wrap(virtual));
        return address != PageWalk.NOT_MAPPED && machine.memory.contains(address) ? address : PageWalk.NOT_MAPPED;
    }

    private Bytes read(long address, int count, LongUnaryOperator translate) {
        byte[] found = new byte[count];
        long physical = PageWalk.NOT_MAPPED;
        for (int n = 0; n < count; n++) {
            long at = address + n;
            physical = n == 0 || (at & 0xFFF) == 0 ? translate.applyAsLong(at) : physical + 1;
            if (physical == PageWalk.NOT_MAPPED) {
                return Bytes.of(found, 0, n);
            }
            found[n] = (byte) machine.memory.read(physical, 1);
        }
        return Bytes.of(found);
    }

    private int write(long address, Bytes bytes, LongUnaryOperator translate) {
        machine.mmu.flush(); // a page table may be among it
        long physical = PageWalk.NOT_MAPPED;
        for (int n = 0; n < bytes.length(); n++) {
            long at = address + n;
            physical = n == 0 || (at & 0xFFF) == 0 ? translate.applyAsLong(at) : physical + 1;
            if (physical == PageWalk.NOT_MAPPED) {
                return n;
            }
            machine.memory.write(physical, 1, bytes.get(n));
        }
        return bytes.length();
    }
}
