package io.kdlab.arch;

import static io.kdlab.arch.Register.whole;

import io.kdlab.arch.Register.Kind;
import java.util.ArrayList;
import java.util.List;

/// Where the registers lie in the CONTEXT and KSPECIAL_REGISTERS records of AMD64, in the order in which `r`
/// shows them.
final class X64Registers {
    static final int CONTEXT_SIZE = 0x4d0;
    static final int SPECIAL_SIZE = 0xe0;

    /// The numbers that unwind codes and instructions give to registers follow the order in the record.
    static final List<String> NUMBERED = List.of(
            "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
            "r15");

    private X64Registers() {}

    static List<Register> context() {
        List<Register> rows = new ArrayList<>();
        integer(rows);
        rows.add(whole("rip", Kind.CONTROL, 0xf8, 8));
        rows.add(whole("efl", Kind.CONTROL, 0x44, 4));
        int segment = 0x38;
        for (String name : List.of("cs", "ds", "es", "fs", "gs", "ss")) {
            rows.add(whole(name, Kind.SEGMENT, segment, 2));
            segment += 2;
        }
        debug(rows, 0x48, "", Kind.DEBUG);
        floating(rows);
        rows.add(whole("contextflags", Kind.SYSTEM, 0x30, 4));
        rows.add(whole("dbgctl", Kind.SYSTEM, 0x4a8, 8));
        rows.add(whole("lbrto", Kind.SYSTEM, 0x4b0, 8));
        rows.add(whole("lbrfrom", Kind.SYSTEM, 0x4b8, 8));
        rows.add(whole("lerto", Kind.SYSTEM, 0x4c0, 8));
        rows.add(whole("lerfrom", Kind.SYSTEM, 0x4c8, 8));
        parts(rows);
        flags(rows);
        return rows;
    }

    static List<Register> special() {
        List<Register> rows = new ArrayList<>();
        rows.add(whole("cr0", Kind.SYSTEM, 0x00, 8));
        rows.add(whole("cr2", Kind.SYSTEM, 0x08, 8));
        rows.add(whole("cr3", Kind.SYSTEM, 0x10, 8));
        rows.add(whole("cr4", Kind.SYSTEM, 0x18, 8));
        debug(rows, 0x20, "k", Kind.SYSTEM);
        rows.add(whole("gdtl", Kind.SYSTEM, 0x56, 2));
        rows.add(whole("gdtr", Kind.SYSTEM, 0x58, 8));
        rows.add(whole("idtl", Kind.SYSTEM, 0x66, 2));
        rows.add(whole("idtr", Kind.SYSTEM, 0x68, 8));
        rows.add(whole("tr", Kind.SYSTEM, 0x70, 2));
        rows.add(whole("ldtr", Kind.SYSTEM, 0x72, 2));
        rows.add(whole("kmxcsr", Kind.SYSTEM, 0x74, 4));
        rows.add(whole("kdbgctl", Kind.SYSTEM, 0x78, 8));
        rows.add(whole("klbrto", Kind.SYSTEM, 0x80, 8));
        rows.add(whole("klbrfrom", Kind.SYSTEM, 0x88, 8));
        rows.add(whole("klerto", Kind.SYSTEM, 0x90, 8));
        rows.add(whole("klerfrom", Kind.SYSTEM, 0x98, 8));
        rows.add(whole("cr8", Kind.SYSTEM, 0xa0, 8));
        rows.add(whole("msrgsbase", Kind.SYSTEM, 0xa8, 8));
        rows.add(whole("msrgsswap", Kind.SYSTEM, 0xb0, 8));
        rows.add(whole("msrstar", Kind.SYSTEM, 0xb8, 8));
        rows.add(whole("msrlstar", Kind.SYSTEM, 0xc0, 8));
        rows.add(whole("msrcstar", Kind.SYSTEM, 0xc8, 8));
        rows.add(whole("msrsyscallmask", Kind.SYSTEM, 0xd0, 8));
        rows.add(whole("xcr0", Kind.SYSTEM, 0xd8, 8));
        rows.add(whole("msrfsbase", Kind.SYSTEM, 0xe0, 8));
        return rows;
    }

    private static void integer(List<Register> rows) {
        for (int number = 0; number < NUMBERED.size(); number++) {
            Kind kind = number == 4 ? Kind.CONTROL : Kind.INTEGER;
            rows.add(whole(NUMBERED.get(number), kind, 0x78 + 8 * number, 8));
        }
    }

    private static void debug(List<Register> rows, int offset, String prefix, Kind kind) {
        int at = offset;
        for (int number : new int[] {0, 1, 2, 3, 6, 7}) {
            rows.add(whole(prefix + "dr" + number, kind, at, 8));
            at += 8;
        }
    }

    private static void floating(List<Register> rows) {
        rows.add(whole("fpcw", Kind.FLOATING, 0x100, 2));
        rows.add(whole("fpsw", Kind.FLOATING, 0x102, 2));
        rows.add(whole("fptw", Kind.FLOATING, 0x104, 1));
        rows.add(whole("mxcsr", Kind.FLOATING, 0x34, 4));
        for (int number = 0; number < 8; number++) {
            rows.add(whole("st" + number, Kind.FLOATING, 0x120 + 16 * number, 10));
        }
        for (int number = 0; number < 8; number++) {
            rows.add(whole("mm" + number, Kind.PART, 0x120 + 16 * number, 8));
        }
        for (int number = 0; number < 16; number++) {
            rows.add(whole("xmm" + number, Kind.VECTOR, 0x1a0 + 16 * number, 16));
        }
    }

    private static void parts(List<Register> rows) {
        for (String letter : List.of("a", "c", "d", "b")) {
            Register whole = row(rows, "r" + letter + "x");
            rows.add(whole.part("e" + letter + "x", 0, 4));
            rows.add(whole.part(letter + "x", 0, 2));
            rows.add(whole.part(letter + "l", 0, 1));
            rows.add(whole.part(letter + "h", 1, 1));
        }
        for (String name : List.of("sp", "bp", "si", "di")) {
            Register whole = row(rows, "r" + name);
            rows.add(whole.part("e" + name, 0, 4));
            rows.add(whole.part(name, 0, 2));
            rows.add(whole.part(name + "l", 0, 1));
        }
        for (int number = 8; number < 16; number++) {
            Register whole = row(rows, "r" + number);
            rows.add(whole.part(whole.name() + "d", 0, 4));
            rows.add(whole.part(whole.name() + "w", 0, 2));
            rows.add(whole.part(whole.name() + "b", 0, 1));
        }
        rows.add(row(rows, "rip").part("eip", 0, 4));
        rows.add(row(rows, "rip").part("ip", 0, 2));
        rows.add(row(rows, "efl").part("fl", 0, 2));
        rows.add(row(rows, "efl").part("eflags", 0, 4));
    }

    /// The flags, which are the same on x86.
    static void flags(List<Register> rows) {
        Register efl = row(rows, "efl");
        rows.add(efl.field("iopl", 12, 2));
        rows.add(efl.field("of", 11, 1));
        rows.add(efl.field("df", 10, 1));
        rows.add(efl.field("if", 9, 1));
        rows.add(efl.field("tf", 8, 1));
        rows.add(efl.field("sf", 7, 1));
        rows.add(efl.field("zf", 6, 1));
        rows.add(efl.field("af", 4, 1));
        rows.add(efl.field("pf", 2, 1));
        rows.add(efl.field("cf", 0, 1));
        rows.add(efl.field("nt", 14, 1));
        rows.add(efl.field("rf", 16, 1));
        rows.add(efl.field("vm", 17, 1));
        rows.add(efl.field("ac", 18, 1));
        rows.add(efl.field("vif", 19, 1));
        rows.add(efl.field("vip", 20, 1));
        rows.add(efl.field("cpuid", 21, 1));
    }

    static Register row(List<Register> rows, String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
    }
}
