package io.kdlab.breakpoint;

import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
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
public final class BreakpointTable implements Breakpoints {
    /// The highest number that a person may choose.
    private static final int HIGHEST = 9999;

    private final TreeMap<Integer, Breakpoint> breakpoints = new TreeMap<>();

    @Override
    public List<Breakpoint> all() {
        return List.copyOf(breakpoints.values());
    }

    @Override
    public Breakpoint add(NewBreakpoint wanted) {
        if (wanted.passCount() < 1) {
            throw new Unsupported("a pass count is at least 1, not " + wanted.passCount());
        }
        int id = wanted.id().orElseGet(this::free);
        if (id < 0 || id > HIGHEST) {
            throw new Unsupported("a breakpoint's number is 0 to " + HIGHEST + ", not " + id);
        }
        if (wanted.at().isPresent()) {
            room(wanted.kind(), id);
        }
        if (wanted.kind() instanceof BreakpointKind.Hardware(var access, int length)) {
            wanted.at().ifPresent(at -> aligned(at, access, length));
        }
        Breakpoint breakpoint = Breakpoint.of(id, wanted);
        breakpoints.put(id, breakpoint);
        return breakpoint;
    }

    private int free() {
        int id = 0;
        while (breakpoints.containsKey(id)) {
            id++;
        }
        return id;
    }

    private static void aligned(Address at, BreakpointKind.Access access, int length) {
        if (at.value() % length != 0) {
            throw new Unsupported("a breakpoint on %d bytes (%s) needs an address that %d divides, %s is not one"
                    .formatted(length, access.letter(), length, at));
        }
    }

    /// Refuses one more of `kind` that would not fit; number `id` is the one that shall.
    void room(BreakpointKind kind, int id) {
        boolean hardware = kind instanceof BreakpointKind.Hardware;
        long used = armed().stream()
                .filter(b -> b.id() != id && b.kind() instanceof BreakpointKind.Hardware == hardware)
                .map(b -> hardware ? b.id() : b.address().orElse(Address.ZERO))
                .distinct()
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
            room(breakpoint.kind(), id);
        }
        replace(id, b -> b.withEnabled(enabled).withPending(Optional.empty()));
    }

    @Override
    public void remove(int id) {
        get(id);
        breakpoints.remove(id);
    }

    @Override
    public void renumber(int from, int to) {
        Breakpoint breakpoint = get(from);
        if (to < 0 || to > HIGHEST) {
            throw new Unsupported("a breakpoint's number is 0 to " + HIGHEST + ", not " + to);
        }
        if (from != to && breakpoints.containsKey(to)) {
            throw new Unsupported("there is a breakpoint " + to + " already");
        }
        breakpoints.remove(from);
        breakpoints.put(to, breakpoint.withId(to));
    }

    @Override
    public void change(int id, UnaryOperator<Terms> how) {
        Breakpoint breakpoint = get(id);
        breakpoints.put(id, breakpoint.withTerms(how.apply(breakpoint.terms())));
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

    void replace(int id, UnaryOperator<Breakpoint> how) {
        breakpoints.computeIfPresent(id, (key, breakpoint) -> how.apply(breakpoint));
    }

    Optional<Breakpoint> find(int id) {
        return Optional.ofNullable(breakpoints.get(id));
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

    /// Counts a pass of `breakpoint`. Whether it fires now.
    boolean pass(Breakpoint breakpoint) {
        boolean fires = breakpoint.passesLeft() <= 1;
        replace(breakpoint.id(), b -> b.withPassesLeft(fires ? 1 : b.passesLeft() - 1));
        return fires;
    }
}
