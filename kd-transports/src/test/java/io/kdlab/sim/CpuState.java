package io.kdlab.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What two processors are compared by: registers by name, in an order worth reading.
record CpuState(Map<String, Long> values) {
    static final String FLAGS = "flags";

    /// RF: a processor sets it in the image that a fault pushes and QEMU does not keep it.
    private static final long UNCOMPARED_FLAGS = Registers.RF;

    private static final List<String> GENERAL = List.of(
            "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
            "r15");

    /// The names of the general registers of a mode, by their numbers in the instruction encoding.
    static List<String> general(CpuMode mode) {
        return mode.isWide() ? GENERAL : GENERAL.subList(0, 8);
    }

    static CpuState of(Cpu machine) {
        Registers r = machine.registers;
        Map<String, Long> values = new LinkedHashMap<>();
        for (String name : general(machine.mode)) {
            values.put(name, r.gpr[GENERAL.indexOf(name)]);
        }
        values.put("rip", r.rip);
        values.put(FLAGS, r.flags & ~UNCOMPARED_FLAGS);
        values.put("cs", (long) r.segments[Registers.CS]);
        values.put("ss", (long) r.segments[Registers.SS]);
        values.put("cr0", r.cr0);
        values.put("cr2", r.cr2);
        values.put("cr3", r.cr3);
        values.put("cr4", r.cr4);
        values.put("fsbase", r.fsBase);
        values.put("gsbase", r.gsBase);
        return new CpuState(values);
    }

    long flags() {
        return values.getOrDefault(FLAGS, 0L);
    }

    /// Where another one differs that has all that this one has; flags of `undefined` do not count.
    List<String> differences(CpuState other, long undefined) {
        List<String> found = new ArrayList<>();
        values.forEach((name, here) -> {
            long counts = name.equals(FLAGS) ? ~(undefined | UNCOMPARED_FLAGS) : -1;
            long there = other.values.getOrDefault(name, ~here);
            if (((here ^ there) & counts) != 0) {
                found.add("%s %x / %x".formatted(name, here, there));
            }
        });
        return found;
    }

    /// The whole register file, four in a line.
    String text() {
        var lines = new StringBuilder();
        int column = 0;
        for (Map.Entry<String, Long> entry : values.entrySet()) {
            lines.append("%6s=%016x%s".formatted(entry.getKey(), entry.getValue(), ++column % 4 == 0 ? "\n" : " "));
        }
        return lines.toString();
    }
}
