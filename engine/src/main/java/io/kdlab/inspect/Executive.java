package io.kdlab.inspect;

import static io.kdlab.inspect.KernelWords.hex;
import static io.kdlab.inspect.KernelWords.plain;

import io.kdlab.target.MemoryFault;
import io.kdlab.target.Target;
import io.kdlab.value.Address;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Timers, DPCs, locks, pool and memory counters: `!timer`, `!dpcs`, `!locks`, `!pool`, `!vm`.
public record Executive(Target target, Structures by) {
    private static final int EXCLUSIVE = 0x80;
    private static final int PAGE = 0x1000;
    private static final int GRAIN = 16;
    private static final int MOST_DPCS = 4096;

    /// A number of pages and the variable that holds it.
    private record Counter(String name, String symbol) {}

    private static final List<Counter> COUNTERS = List.of(
            new Counter("Physical Memory:", "MmNumberOfPhysicalPages"),
            new Counter("Available Pages:", "MmAvailablePages"),
            new Counter("ResAvail Pages:", "MmResidentAvailablePages"),
            new Counter("Modified Pages:", "MmModifiedPageListHead"));

    /// `!timer`: all timers of all processors, by the time at which they expire.
    public void timers(Consumer<String> out) {
        Processors processors = new Processors(target, by);
        long now = SharedData.of(target)
                .flatMap(SharedData::uptime)
                .map(up -> up.getSeconds() * 10_000_000 + up.getNano() / 100)
                .orElse(0L);
        out.accept("Dump system timers");
        out.accept("");
        out.accept("Interrupt time: %s %s".formatted(hex(now & 0xffff_ffffL, 8), hex(now >>> 32, 8)));
        out.accept("");
        int found = 0;
        for (int number = 0; number < processors.count(); number++) {
            out.accept("PROCESSOR %d".formatted(number));
            out.accept("List Timer             Interrupt Low/High  Fire Time   DPC/thread");
            Placed entries = processors.prcb(number).field("TimerTable.TimerEntries");
            for (long list = 0; list < entries.count(); list++) {
                Chain timers = entries.element(list).field("Entry").list("_KTIMER", "TimerListEntry");
                for (Placed timer : timers.entries()) {
                    found++;
                    timer(list, timer, now, out);
                }
                timers.problem().ifPresent(problem -> out.accept("    (" + problem + ")"));
            }
            out.accept("");
        }
        out.accept("Total Timers: " + found);
    }

    private void timer(long list, Placed timer, long now, Consumer<String> out) {
        long due = timer.number("DueTime");
        Address dpc = timer.pointer("Dpc");
        String routine = "";
        if (dpc.value() != 0) {
            Address at = by.at("_KDPC", dpc).pointer("DeferredRoutine");
            routine = by.symbols().nameAt(at).orElse(plain(at)) + " (DPC @ " + plain(dpc) + ")";
        }
        out.accept("%3d  %s  %s %s [in %s]%s %s"
                .formatted(
                        list,
                        plain(timer.at()),
                        hex(due & 0xffff_ffffL, 8),
                        hex(due >>> 32, 8),
                        KernelWords.time(Math.max(0, due - now)),
                        timer.number("Period") == 0 ? "" : " P(%d ms)".formatted(timer.number("Period")),
                        routine)
                .stripTrailing());
    }

    /// `!dpcs`: what waits to be called on a processor.
    public void dpcs(int number, Consumer<String> out) {
        out.accept("CPU Type      KDPC             Function");
        Placed data = new Processors(target, by).prcb(number).field("DpcData");
        long link = by.at("_KDPC", Address.ZERO).field("DpcListEntry").at().value();
        for (int kind = 0; kind < data.count(); kind++) {
            Address at = data.element(kind).field("DpcList.ListHead.Next").pointer();
            Set<Address> seen = new HashSet<>();
            while (at.value() != 0 && seen.add(at) && seen.size() < MOST_DPCS) {
                Placed dpc = by.at("_KDPC", at.plus(-link));
                Address routine = dpc.pointer("DeferredRoutine");
                out.accept("%2d: %-9s : %s : %s %s"
                        .formatted(
                                number,
                                kind == 0 ? "Normal" : "Threaded",
                                plain(dpc.at()),
                                plain(routine),
                                by.symbols().nameAt(routine).orElse("")));
                at = by.memory().pointer(at);
            }
        }
    }

    /// `!locks`: resources that somebody holds or held up; all of them if `all`.
    public void locks(boolean all, Consumer<String> out) {
        out.accept("**** DUMP OF ALL RESOURCE OBJECTS ****");
        out.accept("");
        Chain chain = Chain.of(by, by.addressOf("ExpSystemResourcesList"), "_ERESOURCE", "SystemResourcesList");
        int held = 0;
        for (Placed resource : chain.entries()) {
            boolean active = resource.number("ActiveCount") != 0;
            held += active ? 1 : 0;
            if (active || all) {
                lock(resource, active, out);
            }
        }
        chain.problem().ifPresent(problem -> out.accept("(" + problem + ")"));
        out.accept("%d total locks, %d locks currently held"
                .formatted(chain.entries().size(), held));
    }

    private void lock(Placed resource, boolean active, Consumer<String> out) {
        boolean exclusive = (resource.number("Flag") & EXCLUSIVE) != 0;
        out.accept("Resource @ %s (0x%s)    %s"
                .formatted(
                        by.symbols().nameAt(resource.at()).orElse(""),
                        plain(resource.at()),
                        !active
                                ? "Available"
                                : exclusive
                                        ? "Exclusively owned"
                                        : "Shared %d owning threads".formatted(resource.number("ActiveEntries"))));
        if (resource.number("ContentionCount") != 0) {
            out.accept("    Contention Count = " + resource.number("ContentionCount"));
        }
        waiters(resource, "NumberOfSharedWaiters", out);
        waiters(resource, "NumberOfExclusiveWaiters", out);
        if (active) {
            long owner = resource.number("OwnerEntry.OwnerThread");
            out.accept("     Threads: %s-%02x%s"
                    .formatted(
                            hex(owner & ~3L, 16),
                            resource.field("OwnerEntry")
                                    .first("OwnerCount")
                                    .map(Placed::number)
                                    .orElse(1L),
                            exclusive ? "<*>" : ""));
        }
        out.accept("");
    }

    private static void waiters(Placed resource, String name, Consumer<String> out) {
        long count = resource.number(name);
        if (count != 0) {
            out.accept("    %s = %d".formatted(name, count));
        }
    }

    /// `!pool`: the blocks of the page that `address` lies in, its own with a star.
    public void pool(Address address, Consumer<String> out) {
        Address page = address.alignedDown(PAGE);
        out.accept("Pool page %s region is %s".formatted(plain(address), region(address)));
        long before = 0;
        for (long offset = 0; offset < PAGE; ) {
            Placed header = by.at("_POOL_HEADER", page.plus(offset));
            long size = header.number("BlockSize") * GRAIN;
            if (size == 0 || offset + size > PAGE || header.number("PreviousSize") * GRAIN != before) {
                out.accept("%s is not a valid small pool allocation%s"
                        .formatted(
                                plain(header.at()),
                                offset == 0 ? ", checking large pool... (large pages have no headers)" : ""));
                return;
            }
            boolean own = address.minus(header.at()) >= 0 && address.minus(header.at()) < size;
            out.accept("%s%s size: %4x previous size: %4x  %-12s %s"
                    .formatted(
                            own ? "*" : " ",
                            plain(header.at()),
                            size,
                            before,
                            header.number("PoolType") == 0 ? "(Free)" : "(Allocated)",
                            tag(header)));
            before = size;
            offset += size;
        }
    }

    private static String tag(Placed header) {
        byte[] letters =
                header.by().memory().readAll(header.field("PoolTag").at(), 4).toByteArray();
        return new String(letters, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
    }

    private String region(Address address) {
        Optional<Address> start = edge("MmNonPagedPoolStart");
        Optional<Address> end = edge("MmNonPagedPoolEnd");
        return start.isPresent()
                        && end.isPresent()
                        && address.compareTo(start.get()) >= 0
                        && address.compareTo(end.get()) < 0
                ? "Nonpaged pool"
                : "Unknown";
    }

    private Optional<Address> edge(String symbol) {
        return by.optionalGlobal(symbol).map(Placed::pointer);
    }

    /// `!vm`: how much memory there is and what it is used for, as far as symbols tell.
    public void memory(Consumer<String> out) {
        long kilobytes = PAGE / 1024;
        out.accept("");
        out.accept("*** Virtual Memory Usage ***");
        boolean any = false;
        for (Counter counter : COUNTERS) {
            Optional<Long> pages = pages(counter.symbol());
            any |= pages.isPresent();
            pages.ifPresent(
                    count -> out.accept("\t%-17s %10d (%10d Kb)".formatted(counter.name(), count, count * kilobytes)));
        }
        if (!any) {
            throw by.missing("the variable nt!MmNumberOfPhysicalPages");
        }
        Optional<Address> start = edge("MmNonPagedPoolStart");
        Optional<Address> end = edge("MmNonPagedPoolEnd");
        if (start.isPresent() && end.isPresent()) {
            long bytes = end.get().minus(start.get());
            out.accept("\t%-17s %10d (%10d Kb)".formatted("NonPagedPool Max:", bytes / PAGE, bytes / 1024));
        }
    }

    private Optional<Long> pages(String symbol) {
        try {
            return by.optionalGlobal(symbol)
                    .map(value -> value.optional("Total").orElse(value).number());
        } catch (MemoryFault _) {
            return Optional.empty();
        }
    }
}
