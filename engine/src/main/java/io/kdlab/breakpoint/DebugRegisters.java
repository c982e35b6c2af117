package io.kdlab.breakpoint;

import io.kdlab.arch.SpecialRegisters;
import io.kdlab.session.LiveAccess;
import io.kdlab.value.Address;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The four debug address registers and their control register, as far as they are ours.
///
/// Addresses go into every processor's special registers. The control register goes with each resume, to all
/// processors at once, so a slot can be silenced for a single step without writing anything.
final class DebugRegisters {
    /// How many addresses a processor can watch.
    static final int COUNT = 4;

    /// Local exact match: ignored by current processors, set by custom.
    private static final long LOCAL_EXACT = 0x100;

    /// All slots: enable bits, kinds and lengths.
    private static final long EVERYTHING = 0xffff00ffL;

    private final @Nullable Breakpoint[] slots = new Breakpoint[COUNT];
    private final Address[] written = new Address[COUNT];
    private long ours = EVERYTHING;

    /// Puts `wanted` (at most four) into slots and writes the addresses that changed. Those that keep their
    /// address keep their slot.
    void sync(LiveAccess access, int processors, List<Breakpoint> wanted) {
        for (int i = 0; i < COUNT; i++) {
            int id = slots[i] == null ? -1 : slots[i].id();
            slots[i] = wanted.stream().filter(b -> b.id() == id).findFirst().orElse(null);
        }
        for (Breakpoint breakpoint : wanted) {
            boolean placed = Arrays.stream(slots).anyMatch(s -> s != null && s.id() == breakpoint.id());
            for (int i = 0; i < COUNT && !placed; i++) {
                if (slots[i] == null) {
                    slots[i] = breakpoint;
                    placed = true;
                }
            }
        }
        if (changed()) {
            for (int processor = 0; processor < processors; processor++) {
                access.setSpecial(processor, with(access.special(processor)));
            }
            for (int i = 0; i < COUNT; i++) {
                written[i] = address(i);
            }
        }
    }

    private boolean changed() {
        for (int i = 0; i < COUNT; i++) {
            if (slots[i] != null && !Objects.equals(written[i], address(i))) {
                return true;
            }
        }
        return false;
    }

    private Address address(int slot) {
        Breakpoint breakpoint = slots[slot];
        return breakpoint == null ? Address.ZERO : breakpoint.address().orElse(Address.ZERO);
    }

    private SpecialRegisters with(SpecialRegisters special) {
        SpecialRegisters result = special;
        for (int i = 0; i < COUNT; i++) {
            if (slots[i] != null) {
                result = result.with("kdr" + i, address(i).value());
            }
        }
        return result.with("kdr7", control(special.get("kdr7").orElse(0L), Optional.empty()));
    }

    /// The control register for the time of running: what it holds beside our slots, and our slots. An execute
    /// breakpoint at `silent` does not count: execution begins there.
    long control(long held, Optional<Address> silent) {
        long result = held & ~ours;
        ours = 0;
        for (int i = 0; i < COUNT; i++) {
            Breakpoint breakpoint = slots[i];
            if (breakpoint != null && breakpoint.kind() instanceof BreakpointKind.Hardware(var access, int length)) {
                long mask = 3L << 2 * i | 0xfL << 16 + 4 * i;
                result &= ~mask;
                ours |= mask;
                boolean silenced = access == BreakpointKind.Access.EXECUTE
                        && breakpoint.address().equals(silent);
                if (!silenced) {
                    result |= 1L << 2 * i | LOCAL_EXACT;
                    result |= (long) access.bits() << 16 + 4 * i | (long) lengthBits(length) << 18 + 4 * i;
                }
            }
        }
        return result;
    }

    private static int lengthBits(int length) {
        return switch (length) {
            case 1 -> 0;
            case 2 -> 1;
            case 4 -> 3;
            default -> 2;
        };
    }

    /// The breakpoints whose slots `dr6` names.
    List<Breakpoint> hits(long dr6) {
        var hits = new java.util.ArrayList<Breakpoint>();
        for (int i = 0; i < COUNT; i++) {
            Breakpoint breakpoint = slots[i];
            if (breakpoint != null && (dr6 >> i & 1) != 0) {
                hits.add(breakpoint);
            }
        }
        return hits;
    }

    boolean isEmpty() {
        return Arrays.stream(slots).allMatch(Objects::isNull);
    }

    /// Another kernel may be there, or another engine's slots: nothing of ours is written, and whatever is,
    /// goes.
    void forget() {
        Arrays.fill(slots, null);
        Arrays.fill(written, null);
        ours = EVERYTHING;
    }
}
