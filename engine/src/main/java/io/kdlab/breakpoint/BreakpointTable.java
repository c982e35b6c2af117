package io.kdlab.breakpoint;

import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// What breakpoints a person has set. Knows nothing about the target; belongs to the thread that owns the
/// session.
final class BreakpointTable implements Breakpoints {
    private final TreeMap<Integer, Breakpoint> breakpoints = new TreeMap<>();

    @Override
    public List<Breakpoint> all() {
        return List.copyOf(breakpoints.values());
    }

    @Override
    public Breakpoint add(BreakpointKind kind, Address at, String expression, int passCount) {
        if (passCount < 1) {
            throw new Unsupported("a pass count is at least 1, not " + passCount);
        }
        room(kind);
        if (kind instanceof BreakpointKind.Hardware(var access, int length) && at.value() % length != 0) {
            throw new Unsupported("a breakpoint on %d bytes (%s) needs an address that %d divides, %s is not one"
                    .formatted(length, access.letter(), length, at));
        }
        int id = 0;
        while (breakpoints.containsKey(id)) {
            id++;
        }
        var breakpoint =
                new Breakpoint(id, kind, Optional.of(at), expression, true, passCount, passCount, Optional.empty());
        breakpoints.put(id, breakpoint);
        return breakpoint;
    }

    private void room(BreakpointKind kind) {
        boolean hardware = kind instanceof BreakpointKind.Hardware;
        long used = armed().stream()
                .filter(b -> b.kind() instanceof BreakpointKind.Hardware == hardware)
                .count();
        if (hardware && used >= DebugRegisters.COUNT) {
            throw new Unsupported(
                    "the processor has 4 debug registers and all are taken: clear or disable one (bc, bd)");
        }
        if (!hardware && used >= SiteTable.SLOTS) {
            throw new Unsupported(
                    "the target holds 32 software breakpoints and all are taken: clear or disable one (bc, bd), or use ba");
        }
    }

    @Override
    public void enable(int id, boolean enabled) {
        Breakpoint breakpoint = get(id);
        if (enabled && !breakpoint.enabled()) {
            room(breakpoint.kind());
        }
        change(id, b -> b.withEnabled(enabled).withPending(Optional.empty()));
    }

    @Override
    public void remove(int id) {
        get(id);
        breakpoints.remove(id);
    }

    private Breakpoint get(int id) {
        Breakpoint breakpoint = breakpoints.get(id);
        if (breakpoint == null) {
            throw new NoSuchElementException(
                    breakpoints.isEmpty()
                            ? "there is no breakpoint " + id + ": none is set"
                            : "there is no breakpoint " + id + "; there are "
                                    + breakpoints.keySet().stream()
                                            .map(String::valueOf)
                                            .collect(Collectors.joining(", ")));
        }
        return breakpoint;
    }

    void change(int id, UnaryOperator<Breakpoint> how) {
        breakpoints.computeIfPresent(id, (key, breakpoint) -> how.apply(breakpoint));
    }

    void clear() {
        breakpoints.clear();
    }

    /// Those that should fire.
    List<Breakpoint> armed() {
        return breakpoints.values().stream()
                .filter(b ->
                        b.enabled() && b.address().isPresent() && b.pending().isEmpty())
                .toList();
    }

    /// Where break instructions should stand.
    Set<Address> softwareAddresses() {
        var result = new HashSet<Address>();
        for (Breakpoint breakpoint : armed()) {
            if (breakpoint.kind() instanceof BreakpointKind.Software) {
                breakpoint.address().ifPresent(result::add);
            }
        }
        return result;
    }

    List<Breakpoint> hardware() {
        return armed().stream()
                .filter(b -> b.kind() instanceof BreakpointKind.Hardware)
                .toList();
    }

    /// The armed ones that execution at `pc` passes.
    List<Breakpoint> softwareAt(Address pc) {
        return armed().stream()
                .filter(b -> b.kind() instanceof BreakpointKind.Software
                        && b.address().filter(pc::equals).isPresent())
                .toList();
    }

    /// Counts a pass of each of `passed` and returns the ids of those that fire now.
    List<Integer> pass(List<Breakpoint> passed) {
        var firing = new ArrayList<Integer>();
        for (Breakpoint breakpoint : passed) {
            if (breakpoint.passesLeft() > 1) {
                change(breakpoint.id(), b -> b.withPassesLeft(b.passesLeft() - 1));
            } else {
                change(breakpoint.id(), b -> b.withPassesLeft(1));
                firing.add(breakpoint.id());
            }
        }
        return firing;
    }
}
