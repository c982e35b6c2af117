package io.kdlab.inspect;

import static io.kdlab.inspect.KernelWords.hex;

import io.kdlab.target.MemoryFault;
import io.kdlab.target.MemorySpan;
import io.kdlab.target.Target;
import io.kdlab.value.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// How the processor of an x64 target translates an address: its own tables in physical memory, four levels or five.
///
/// The layout is the processor's (Intel's manual, volume 3, chapter 4), so no symbols are needed.
///
/// @param entries from the top level down, as far as they are valid
/// @param physical where the address lies; empty where it is not mapped
public record PageTables(List<Entry> entries, OptionalLong physical) {
    private static final int LEVEL_BITS = 9;
    private static final int PAGE_BITS = 12;
    private static final long ENTRY = 8;
    private static final long VALID = 1;
    private static final long LARGE = 0x80;
    private static final long FRAME = 0x000f_ffff_ffff_f000L;

    /// Copies the list.
    public PageTables {
        entries = List.copyOf(entries);
    }

    /// One entry.
    ///
    /// @param level 1 for a PTE, 4 for a PML4 entry, 5 for a PML5 entry
    /// @param at its physical address
    public record Entry(int level, long at, long value) {
        /// Whether the processor uses it.
        public boolean isValid() {
            return (value & VALID) != 0;
        }

        /// Whether it maps a page itself although there could be a table below.
        public boolean isLarge() {
            return level > 1 && level < 4 && (value & LARGE) != 0;
        }

        /// The number of the page that it points to.
        public long frame() {
            return (value & FRAME) >>> PAGE_BITS;
        }

        /// `PTE`, `PDE`, `PPE`, `PXE`, as `!pte` calls the levels.
        public String pteName() {
            return List.of("PTE", "PDE", "PPE", "PXE", "PML5E").get(level - 1);
        }

        /// `PTE`, `PDE`, `PDPE`, `PML4E`, as `!vtop` calls them.
        public String vtopName() {
            return List.of("PTE", "PDE", "PDPE", "PML4E", "PML5E").get(level - 1);
        }

        /// The letters of `!pte`: copy on write, global, large, dirty, accessed, no cache, write through, user or
        /// kernel, writable or read-only, executable, valid.
        public String letters() {
            return new StringBuilder()
                    .append(letter(0x200, 'C'))
                    .append(letter(0x100, 'G'))
                    .append(isLarge() ? 'L' : '-')
                    .append(letter(0x40, 'D'))
                    .append(letter(0x20, 'A'))
                    .append(letter(0x10, 'N'))
                    .append(letter(0x8, 'T'))
                    .append((value & 0x4) != 0 ? 'U' : 'K')
                    .append((value & 0x2) != 0 ? 'W' : 'R')
                    .append(value < 0 ? '-' : 'E')
                    .append(letter(VALID, 'V'))
                    .toString();
        }

        private char letter(long bit, char shown) {
            return (value & bit) != 0 ? shown : '-';
        }
    }

    /// Translates `address` by the tables that begin at physical address `base` (CR3).
    ///
    /// @throws MemoryFault where a table cannot be read
    public static PageTables of(Target target, long base, Address address, int levels) {
        List<Entry> entries = new ArrayList<>();
        long table = base & FRAME;
        for (int level = levels; level > 0; level--) {
            int shift = PAGE_BITS + LEVEL_BITS * (level - 1);
            long at = table + (address.value() >>> shift & (1L << LEVEL_BITS) - 1) * ENTRY;
            Entry entry = new Entry(level, at, read(target, at));
            entries.add(entry);
            if (!entry.isValid()) {
                return new PageTables(entries, OptionalLong.empty());
            }
            table = entry.value() & FRAME;
            if (level == 1 || entry.isLarge()) {
                long inside = (1L << shift) - 1;
                return new PageTables(entries, OptionalLong.of(table & ~inside | address.value() & inside));
            }
        }
        throw new IllegalStateException("no levels");
    }

    private static long read(Target target, long at) {
        return switch (target.readPhysical(at, (int) ENTRY)) {
            case MemorySpan.Known(var bytes) -> bytes.u64(0);
            case MemorySpan.Unknown(var why) -> throw new MemoryFault(new Address(at), why);
            case MemorySpan.Partial _, MemorySpan.Unreadable _ ->
                throw new MemoryFault(new Address(at), "physical memory of a page table cannot be read");
        };
    }

    /// The lines of `!vtop`.
    public List<String> vtop(Address address, long base) {
        List<String> lines = new ArrayList<>();
        String mark = "Amd64VtoP: ";
        lines.add("%sVirt %s, pagedir %s".formatted(mark, hex(address.value(), 16), hex(base & FRAME, 16)));
        for (Entry entry : entries) {
            lines.add(mark + entry.vtopName() + " " + hex(entry.at(), 16)
                    + (entry.isValid() ? "" : " contains " + hex(entry.value(), 16) + ", not valid"));
            if (entry.isLarge()) {
                lines.add(mark + "Large page mapped phys " + hex(physical.orElse(0), 16));
            }
        }
        if (physical.isEmpty()) {
            lines.add("Virtual address %x translation fails: page not present.".formatted(address.value()));
            return lines;
        }
        if (!entries.getLast().isLarge()) {
            lines.add(mark + "Mapped phys " + hex(physical.getAsLong(), 16));
        }
        lines.add("Virtual address %x translates to physical address %x."
                .formatted(address.value(), physical.getAsLong()));
        return lines;
    }

    /// The lines of `!pte`. Where the kernel maps its page tables to itself is no question here: entries are shown at
    /// their physical places.
    public List<String> pte(Address address) {
        StringBuilder places = new StringBuilder();
        StringBuilder contents = new StringBuilder();
        StringBuilder meanings = new StringBuilder();
        for (Entry entry : entries) {
            places.append("%-27s".formatted(entry.pteName() + " at " + hex(entry.at(), 16)));
            contents.append("%-27s".formatted("contains " + hex(entry.value(), 16)));
            meanings.append("%-27s"
                    .formatted(
                            entry.isValid() ? "pfn %-9x %s".formatted(entry.frame(), entry.letters()) : "not valid"));
        }
        return List.of(
                " ".repeat(43) + "VA " + hex(address.value(), 16),
                places.toString().stripTrailing() + "  (physical)",
                contents.toString().stripTrailing(),
                meanings.toString().stripTrailing());
    }
}
