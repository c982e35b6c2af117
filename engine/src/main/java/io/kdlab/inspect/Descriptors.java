package io.kdlab.inspect;

import static io.kdlab.inspect.KernelWords.hex;

import io.kdlab.symbol.Symbols;
import io.kdlab.target.Target;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.List;
import java.util.function.Consumer;

/// The descriptor tables of an x64 processor: `!idt`, `!gdt`, `dg`. Their layout is the processor's (Intel's manual,
/// volume 3, chapters 3 and 6).
public record Descriptors(Target target, Symbols symbols) {
    private static final int GATE = 16;
    private static final int DESCRIPTOR = 8;
    private static final int PRESENT = 0x80;
    private static final List<String> SYSTEM_TYPES = List.of(
            "<Reserved>",
            "TSS16 Avl",
            "LDT",
            "TSS16 Busy",
            "CallG16",
            "TaskG",
            "IntG16",
            "TrapG16",
            "<Reserved>",
            "TSS32 Avl",
            "<Reserved>",
            "TSS32 Busy",
            "CallG32",
            "<Reserved>",
            "IntG32",
            "TrapG32");

    /// A row in front of the tables of `dg`.
    public static final List<String> HEADER = List.of(
            "                                                    P Si Gr Pr Lo",
            "Sel        Base              Limit          Type    l ze an es ng Flags",
            "---- ----------------- ----------------- ---------- - -- -- -- -- --------");

    /// The interrupt vectors of the table at `base` that lead somewhere.
    ///
    /// @param limit the table's last byte
    public void idt(Address base, int limit, int only, Consumer<String> out) {
        out.accept("");
        out.accept("Dumping IDT: " + hex(base.value(), 16));
        out.accept("");
        Bytes table = target.readAll(base, Math.min(limit, 0xfff) + 1);
        for (int vector = 0; (vector + 1) * GATE <= table.length(); vector++) {
            int at = vector * GATE;
            boolean present = (table.get(at + 5) & PRESENT) != 0;
            if (present && (only < 0 || only == vector)) {
                Address handler = new Address(table.u16(at)
                        | (long) table.u16(at + 6) << 16
                        | Integer.toUnsignedLong(table.u32(at + 8)) << 32);
                int stack = table.get(at + 4) & 7;
                out.accept("%02x:\t%s %s%s"
                        .formatted(
                                vector,
                                hex(handler.value(), 16),
                                symbols.nameAt(handler).orElse(""),
                                stack == 0 ? "" : "\tStack = IST" + stack));
            } else if (only == vector) {
                out.accept("%02x:\tnot present".formatted(vector));
            }
        }
        out.accept("");
    }

    /// The descriptors of the table at `base` from selector `first` to `last` that are there.
    public void gdt(Address base, int limit, int first, int last, Consumer<String> out) {
        HEADER.forEach(out);
        Bytes table = target.readAll(base, Math.min(limit, 0xffff) + 1);
        for (int selector = first & ~7; selector <= last; selector += DESCRIPTOR) {
            if (selector + DESCRIPTOR > table.length()) {
                out.accept("%04x Unable to get descriptor".formatted(selector));
                return;
            }
            long value = table.u64(selector);
            boolean system = (value >>> 44 & 1) == 0;
            boolean wide = system && value != 0 && selector + 2 * DESCRIPTOR <= table.length();
            if (value != 0 || first == last) {
                out.accept(row(selector, value, wide ? table.u64(selector + DESCRIPTOR) : 0));
            }
            if (wide && first != last) {
                selector += DESCRIPTOR;
            }
        }
    }

    private static String row(int selector, long value, long high) {
        long base = value >>> 16 & 0xff_ffff | (value >>> 56) << 24 | high << 32;
        boolean pages = (value >>> 55 & 1) != 0;
        long limit = value & 0xffff | value >>> 32 & 0xf_0000;
        int type = (int) (value >>> 40 & 0x1f);
        boolean big = (value >>> 54 & 1) != 0;
        boolean isLong = (value >>> 53 & 1) != 0;
        int flags = (int) (value >>> 40 & 0xff) | (int) (value >>> 52 & 0xf) << 8;
        return "%04x %s %s %-10s %d %s %s %s %s %08x"
                .formatted(
                        selector,
                        new Address(base),
                        new Address(pages ? limit << 12 | 0xfff : limit),
                        type(type),
                        value >>> 45 & 3,
                        big ? "Bg" : "Nb",
                        pages ? "Pg" : "By",
                        (value >>> 47 & 1) != 0 ? "P " : "Np",
                        isLong ? "Lo" : "Nl",
                        flags);
    }

    private static String type(int type) {
        if ((type & 0x10) == 0) {
            return SYSTEM_TYPES.get(type);
        }
        String accessed = (type & 1) != 0 ? " Ac" : "";
        boolean code = (type & 8) != 0;
        boolean second = (type & 2) != 0;
        return (code ? (second ? "Code RE" : "Code EO") : (second ? "Data RW" : "Data RO")) + accessed;
    }
}
