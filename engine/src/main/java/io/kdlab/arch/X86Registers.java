package io.kdlab.arch;

import static io.kdlab.arch.Register.whole;

import io.kdlab.arch.Register.Kind;
import java.util.ArrayList;
import java.util.List;

/// Where the registers lie in the CONTEXT and KSPECIAL_REGISTERS records of x86, in the order in which `r` shows them.
final class X86Registers {
    static final int CONTEXT_SIZE = 0x2cc;
    static final int SPECIAL_SIZE = 0x54;

    /// The numbers that instructions give to registers.
    static final List<String> NUMBERED = List.of("eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi");

    private static final int FLOATING = 0x1c;
    private static final int EXTENDED = 0xcc;

    private X86Registers() {}

    static List<Register> context() {
        List<Register> rows = new ArrayList<>();
        rows.add(whole("eax", Kind.INTEGER, 0xb0, 4));
        rows.add(whole("ebx", Kind.INTEGER, 0xa4, 4));
        rows.add(whole("ecx", Kind.INTEGER, 0xac, 4));
        rows.add(whole("edx", Kind.INTEGER, 0xa8, 4));
        rows.add(whole("esi", Kind.INTEGER, 0xa0, 4));
        rows.add(whole("edi", Kind.INTEGER, 0x9c, 4));
        rows.add(whole("eip", Kind.CONTROL, 0xb8, 4));
        rows.add(whole("esp", Kind.CONTROL, 0xc4, 4));
        rows.add(whole("ebp", Kind.CONTROL, 0xb4, 4));
        rows.add(whole("efl", Kind.CONTROL, 0xc0, 4));
        // Each has 32 bits in the record, of which 16 count.
        rows.add(whole("cs", Kind.SEGMENT, 0xbc, 2));
        rows.add(whole("ss", Kind.SEGMENT, 0xc8, 2));
        rows.add(whole("ds", Kind.SEGMENT, 0x98, 2));
        rows.add(whole("es", Kind.SEGMENT, 0x94, 2));
        rows.add(whole("fs", Kind.SEGMENT, 0x90, 2));
        rows.add(whole("gs", Kind.SEGMENT, 0x8c, 2));
        debug(rows, 0x04, "", Kind.DEBUG);
        floating(rows);
        rows.add(whole("contextflags", Kind.SYSTEM, 0x00, 4));
        parts(rows);
        X64Registers.flags(rows);
        return rows;
    }

    static List<Register> special() {
        List<Register> rows = new ArrayList<>();
        rows.add(whole("cr0", Kind.SYSTEM, 0x00, 4));
        rows.add(whole("cr2", Kind.SYSTEM, 0x04, 4));
        rows.add(whole("cr3", Kind.SYSTEM, 0x08, 4));
        rows.add(whole("cr4", Kind.SYSTEM, 0x0c, 4));
        debug(rows, 0x10, "k", Kind.SYSTEM);
        rows.add(whole("gdtl", Kind.SYSTEM, 0x2a, 2));
        rows.add(whole("gdtr", Kind.SYSTEM, 0x2c, 4));
        rows.add(whole("idtl", Kind.SYSTEM, 0x32, 2));
        rows.add(whole("idtr", Kind.SYSTEM, 0x34, 4));
        rows.add(whole("tr", Kind.SYSTEM, 0x38, 2));
        rows.add(whole("ldtr", Kind.SYSTEM, 0x3a, 2));
        return rows;
    }

    private static void debug(List<Register> rows, int offset, String prefix, Kind kind) {
        int at = offset;
        for (int number : new int[] {0, 1, 2, 3, 6, 7}) {
            rows.add(whole(prefix + "dr" + number, kind, at, 4));
            at += 4;
        }
    }

    private static void floating(List<Register> rows) {
        rows.add(whole("fpcw", Kind.FLOATING, FLOATING, 2));
        rows.add(whole("fpsw", Kind.FLOATING, FLOATING + 0x04, 2));
        rows.add(whole("fptw", Kind.FLOATING, FLOATING + 0x08, 2));
        rows.add(whole("mxcsr", Kind.FLOATING, EXTENDED + 0x18, 4));
        for (int number = 0; number < 8; number++) {
            rows.add(whole("st" + number, Kind.FLOATING, FLOATING + 0x1c + 10 * number, 10));
        }
        for (int number = 0; number < 8; number++) {
            rows.add(whole("mm" + number, Kind.PART, FLOATING + 0x1c + 10 * number, 8));
        }
        for (int number = 0; number < 8; number++) {
            rows.add(whole("xmm" + number, Kind.VECTOR, EXTENDED + 0xa0 + 16 * number, 16));
        }
    }

    private static void parts(List<Register> rows) {
        for (String letter : List.of("a", "c", "d", "b")) {
            Register whole = X64Registers.row(rows, "e" + letter + "x");
            rows.add(whole.part(letter + "x", 0, 2));
            rows.add(whole.part(letter + "l", 0, 1));
            rows.add(whole.part(letter + "h", 1, 1));
        }
        for (String name : List.of("sp", "bp", "si", "di")) {
            rows.add(X64Registers.row(rows, "e" + name).part(name, 0, 2));
        }
        rows.add(X64Registers.row(rows, "eip").part("ip", 0, 2));
        rows.add(X64Registers.row(rows, "efl").part("fl", 0, 2));
        rows.add(X64Registers.row(rows, "efl").part("eflags", 0, 4));
    }
}
