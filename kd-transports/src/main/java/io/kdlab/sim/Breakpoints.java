package io.kdlab.sim;

import io.kdlab.value.Bytes;
import org.jspecify.annotations.Nullable;

/// The kernel's table of 32 software breakpoints, which are `int3` in memory.
final class Breakpoints {
    /// How many there can be.
    static final int SLOTS = 32;

    private static final Bytes INT3 = Bytes.of((byte) 0xCC);

    private record Slot(long address, Bytes original) {}

    private final @Nullable Slot[] slots = new Slot[SLOTS];
    private final SimProcessors processors;

    Breakpoints(SimProcessors processors) {
        this.processors = processors;
    }

    /// Plants one. The handle, 1 to 32, or 0 if the table is full, the address has one, or nothing is there.
    int plant(long given) {
        long address = processors.current().cpu().mode.wrap(given);
        int free = 0;
        for (int n = SLOTS; n > 0; n--) {
            Slot slot = slots[n - 1];
            if (slot == null) {
                free = n;
            } else if (slot.address() == address) {
                return 0;
            }
        }
        Bytes original = processors.current().access().readVirtual(address, 1);
        if (free == 0 || original.isEmpty() || processors.current().access().writeVirtual(address, INT3) != 1) {
            return 0;
        }
        slots[free - 1] = new Slot(address, original);
        return free;
    }

    /// Takes one out; false if the handle is empty or none. A place that is no `int3` any more stays as it is.
    boolean restore(int handle) {
        Slot slot = handle < 1 || handle > SLOTS ? null : slots[handle - 1];
        if (slot == null) {
            return false;
        }
        slots[handle - 1] = null;
        if (processors.current().access().readVirtual(slot.address(), 1).equals(INT3)) {
            processors.current().access().writeVirtual(slot.address(), slot.original());
        }
        return true;
    }

    /// Takes out what lies in a range; a stop does that to the instructions it reports.
    void removeWithin(long from, int count) {
        for (int handle = 1; handle <= SLOTS; handle++) {
            Slot slot = slots[handle - 1];
            if (slot != null && slot.address() - from >= 0 && slot.address() - from < count) {
                restore(handle);
            }
        }
    }
}
