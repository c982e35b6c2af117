package io.kdlab.inspect;

import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.SpecialRegisters;
import io.kdlab.arch.X64;
import io.kdlab.arch.X64Paging;
import io.kdlab.dump.DumpContents;
import io.kdlab.dump.DumpHeader;
import io.kdlab.dump.DumpKind;
import io.kdlab.dump.DumpRecord;
import io.kdlab.dump.PageRun;
import io.kdlab.target.DebuggerData;
import io.kdlab.target.MemorySpan;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import io.kdlab.target.Target;
import io.kdlab.target.TargetVersion;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What a dump of a target that stands still would consist of: asked of the target, nothing of its memory yet.
public final class DumpPlan {
    private static final int PFN_DATABASE = 0xC0;
    private static final int LOWEST_PAGE = 0xE8;
    private static final int HIGHEST_PAGE = 0xF0;
    private static final int PHYSICAL_MEMORY_BLOCK = 0x270;
    /// The first slot of the root that maps the kernel's half.
    private static final int KERNEL_SLOT = 256;

    private static final int SLOTS = 512;
    /// A bitmap of more would be for a machine of more than a TiB.
    private static final long MOST_PAGES = 1L << 28;

    private final Target target;
    private final TargetVersion version;
    private final DebuggerData data;
    private final Bytes special;
    private final long cr3;

    private DumpPlan(Target target, TargetVersion version, DebuggerData data) {
        this.target = target;
        this.version = version;
        this.data = data;
        this.special = target.readControlSpace(X64.INSTANCE.specialSpace(), X64.INSTANCE.specialSize());
        this.cr3 = SpecialRegisters.of(X64.INSTANCE, special)
                .get("cr3")
                .orElseThrow(
                        () -> new Unsupported("the target does not tell CR3, without which a dump has no addresses"));
    }

    /// The contents of a dump of that kind, which is `FULL` or `BITMAP_KERNEL`.
    ///
    /// @throws Unsupported when the target does not tell what a dump needs
    public static DumpContents of(Target target, Optional<StopEvent> stop, DumpKind kind, String comment) {
        TargetVersion version =
                target.version().orElseThrow(() -> new Unsupported("the target does not tell its version"));
        if (version.machine() != DumpHeader.X64) {
            throw new Unsupported("dumps are of x64 targets only; this one is " + version.machineName());
        }
        DebuggerData data = target.debuggerData()
                .orElseThrow(() -> new Unsupported("the target has no KDDEBUGGER_DATA64, by which a dump is read"));
        return new DumpPlan(target, version, data).contents(stop, kind, comment);
    }

    private DumpContents contents(Optional<StopEvent> stop, DumpKind kind, String comment) {
        List<PageRun> runs = runs();
        if (kind == DumpKind.FULL && runs.isEmpty()) {
            throw new Unsupported(
                    "the kernel does not tell what memory it has (MmPhysicalMemoryBlock); /k dumps what its"
                            + " page tables map");
        }
        BitSet held = kind == DumpKind.FULL ? new BitSet() : kernelPages(runs);
        return new DumpContents(header(stop, kind, runs, comment), held, patches());
    }

    private DumpHeader header(Optional<StopEvent> stop, DumpKind kind, List<PageRun> runs, String comment) {
        Optional<Bugcheck> bugcheck = Bugcheck.of(target, stop);
        Optional<SharedData> shared = SharedData.of(target);
        return new DumpHeader(
                kind,
                version.major(),
                version.minor(),
                version.secondary(),
                version.machine(),
                target.processorCount(),
                cr3,
                variable(PFN_DATABASE).orElse(0),
                version.loadedModuleList().value(),
                data.field(DebuggerData.PS_ACTIVE_PROCESS_HEAD)
                        .orElse(Address.ZERO)
                        .value(),
                data.address().value(),
                bugcheck.map(Bugcheck::code).orElse(0L),
                bugcheck.map(Bugcheck::parameters).orElse(List.of(0L, 0L, 0L, 0L)),
                runs,
                target.registers().context(),
                exception(stop),
                0,
                shared.map(SharedData::systemTicks).orElse(0L),
                shared.map(SharedData::uptimeTicks).orElse(0L),
                comment);
    }

    private DumpRecord exception(Optional<StopEvent> stop) {
        Address pc = target.registers().pc();
        if (stop.isPresent() && stop.get().reason() instanceof StopReason.Exception raised) {
            return new DumpRecord(raised.code(), 0, raised.at().value(), raised.parameters());
        }
        return new DumpRecord(NtStatus.BREAKPOINT.code(), 0, pc.value(), List.of());
    }

    /// The memory of the machine: by the kernel's own list, or from its lowest page to its highest.
    private List<PageRun> runs() {
        Optional<List<PageRun>> listed = variable(PHYSICAL_MEMORY_BLOCK).isPresent()
                ? listed(new Address(variable(PHYSICAL_MEMORY_BLOCK).getAsLong()))
                : Optional.empty();
        return listed.orElseGet(() -> {
            OptionalLong highest = variable(HIGHEST_PAGE);
            long lowest = variable(LOWEST_PAGE).orElse(0);
            return highest.isPresent()
                            && lowest >= 0
                            && lowest <= highest.getAsLong()
                            && highest.getAsLong() < MOST_PAGES
                    ? List.of(new PageRun(lowest, highest.getAsLong() - lowest + 1))
                    : List.of();
        });
    }

    private Optional<List<PageRun>> listed(Address block) {
        if (!(target.read(block, 16) instanceof MemorySpan.Known(Bytes head))) {
            return Optional.empty();
        }
        int count = head.u32(0);
        if (count <= 0
                || count > DumpHeader.MOST_RUNS
                || !(target.read(block.plus(16), 16 * count) instanceof MemorySpan.Known(Bytes list))) {
            return Optional.empty();
        }
        List<PageRun> found = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            PageRun run = new PageRun(list.u64(16 * n), list.u64(16 * n + 8));
            if (run.first() < 0 || run.count() < 0 || run.end() > MOST_PAGES) {
                return Optional.empty();
            }
            found.add(run);
        }
        return Optional.of(found);
    }

    /// The value of the kernel's variable that the field points to.
    private OptionalLong variable(int field) {
        return data.field(field)
                .map(at -> target.read(at, 8))
                .filter(MemorySpan.Known.class::isInstance)
                .map(span -> OptionalLong.of(span.known().u64(0)))
                .orElse(OptionalLong.empty());
    }

    /// The pages that the upper half of the address space maps, its tables among them. Not what processors may not
    /// cache, which belongs to devices and may change by being read, and nothing outside the machine's memory.
    private BitSet kernelPages(List<PageRun> runs) {
        BitSet memory = new BitSet();
        runs.forEach(run -> memory.set((int) run.first(), (int) run.end()));
        Map<Long, Bytes> tables = new HashMap<>();
        BitSet held = new BitSet();
        X64Paging.visit(
                cr3,
                KERNEL_SLOT,
                SLOTS,
                (at, length) -> tables.computeIfAbsent(
                        at, where -> target.readPhysical(where, length).known()),
                page -> {
                    long first = page.physical() / PageRun.PAGE;
                    long end = first + Math.max(page.size() / PageRun.PAGE, 1);
                    if (!page.uncached() && end <= MOST_PAGES) {
                        held.set((int) first, (int) end);
                    }
                    return true;
                });
        if (!memory.isEmpty()) {
            held.and(memory);
        }
        return held;
    }

    /// The state of the processor that stands for the stop, where the kernel's block of it keeps it.
    private Map<Long, Bytes> patches() {
        Map<Long, Bytes> patches = new HashMap<>();
        Optional<Address> block = data.field(DebuggerData.KI_PROCESSOR_BLOCK)
                .map(table -> target.read(table.plus(8L * target.processor()), 8))
                .filter(MemorySpan.Known.class::isInstance)
                .map(span -> new Address(span.known().u64(0)));
        block.ifPresent(prcb -> {
            RegisterFile registers = target.registers();
            data.u16(DebuggerData.PRCB_STATE_CONTEXT)
                    .filter(offset -> offset != 0)
                    .ifPresent(offset -> patch(
                            prcb.plus(offset), registers.context().slice(0, X64.INSTANCE.contextSize()), patches));
            data.u16(DebuggerData.PRCB_STATE_SPECIAL)
                    .filter(offset -> offset != 0)
                    .ifPresent(offset -> patch(prcb.plus(offset), special, patches));
        });
        return patches;
    }

    private void patch(Address at, Bytes bytes, Map<Long, Bytes> patches) {
        int done = 0;
        while (done < bytes.length()) {
            long virtual = at.value() + done;
            int count = (int) Math.min(bytes.length() - done, PageRun.PAGE - (virtual & (PageRun.PAGE - 1)));
            Bytes piece = bytes.slice(done, count);
            X64Paging.physical(
                            cr3,
                            virtual,
                            (where, length) ->
                                    target.readPhysical(where, length).known())
                    .ifPresent(physical -> patches.put(physical, piece));
            done += count;
        }
    }
}
