package io.kdlab.arch;

import static io.kdlab.arch.Register.whole;

import io.kdlab.arch.Register.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Where the registers lie in the CONTEXT and KSPECIAL_REGISTERS records of ARM64, in the order in which `r` shows
/// them.
final class Arm64Registers {
    static final int CONTEXT_SIZE = 0x390;
    static final int SPECIAL_SIZE = 0xa0;

    static final List<String> NUMBERED = Stream.concat(
                    IntStream.range(0, 29).mapToObj(number -> "x" + number), Stream.of("fp", "lr"))
            .toList();

    private Arm64Registers() {}

    static List<Register> context() {
        List<Register> rows = new ArrayList<>();
        for (int number = 0; number < NUMBERED.size(); number++) {
            Kind kind = number < 29 ? Kind.INTEGER : Kind.CONTROL;
            rows.add(whole(NUMBERED.get(number), kind, 0x08 + 8 * number, 8));
        }
        rows.add(whole("sp", Kind.CONTROL, 0x100, 8));
        rows.add(whole("pc", Kind.CONTROL, 0x108, 8));
        rows.add(whole("cpsr", Kind.CONTROL, 0x04, 4));
        array(rows, "v", Kind.VECTOR, 0x110, 32, 16);
        rows.add(whole("fpcr", Kind.FLOATING, 0x310, 4));
        rows.add(whole("fpsr", Kind.FLOATING, 0x314, 4));
        array(rows, "bcr", Kind.DEBUG, 0x318, 8, 4);
        array(rows, "bvr", Kind.DEBUG, 0x338, 8, 8);
        array(rows, "wcr", Kind.DEBUG, 0x378, 2, 4);
        array(rows, "wvr", Kind.DEBUG, 0x380, 2, 8);
        rows.add(whole("contextflags", Kind.SYSTEM, 0x00, 4));
        for (int number = 0; number < NUMBERED.size(); number++) {
            rows.add(whole("w" + number, Kind.PART, 0x08 + 8 * number, 4));
        }
        rows.add(whole("x29", Kind.PART, 0xf0, 8));
        rows.add(whole("x30", Kind.PART, 0xf8, 8));
        flags(rows);
        return rows;
    }

    /// What lies from `kbvr0` on was seen on Windows, the rest has one source.
    static List<Register> special() {
        List<Register> rows = new ArrayList<>();
        rows.add(whole("elr_el1", Kind.SYSTEM, 0x00, 8));
        rows.add(whole("spsr_el1", Kind.SYSTEM, 0x08, 4));
        rows.add(whole("tpidr_el0", Kind.SYSTEM, 0x10, 8));
        rows.add(whole("tpidrro_el0", Kind.SYSTEM, 0x18, 8));
        rows.add(whole("tpidr_el1", Kind.SYSTEM, 0x20, 8));
        array(rows, "kbvr", Kind.SYSTEM, 0x28, 8, 8);
        array(rows, "kbcr", Kind.SYSTEM, 0x68, 8, 4);
        array(rows, "kwvr", Kind.SYSTEM, 0x88, 2, 8);
        array(rows, "kwcr", Kind.SYSTEM, 0x98, 2, 4);
        return rows;
    }

    private static void array(List<Register> rows, String name, Kind kind, int offset, int count, int width) {
        for (int number = 0; number < count; number++) {
            rows.add(whole(name + number, kind, offset + width * number, width));
        }
    }

    private static void flags(List<Register> rows) {
        Register cpsr = X64Registers.row(rows, "cpsr");
        rows.add(cpsr.field("nf", 31, 1));
        rows.add(cpsr.field("zf", 30, 1));
        rows.add(cpsr.field("cf", 29, 1));
        rows.add(cpsr.field("vf", 28, 1));
        // The exception level: 0 in user mode, 1 in the kernel.
        rows.add(cpsr.field("el", 2, 2));
    }
}
