package io.kdlab.unwind;

import io.kdlab.arch.BuiltImage;
import io.kdlab.arch.RegisterFile;
import io.kdlab.symbol.ImageMemory;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Executes the few instructions that prologues and epilogues consist of, from the text that `llvm-objdump`
/// prints: slow, and knowing nothing of unwind data.
final class LinearCode {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]+): (?:[0-9a-f]{2} )+ *\\t(\\S+(?: ret)?)\\s*(.*)");
    private static final Pattern PLACE = Pattern.compile("(?:\\w+ ptr )?\\[(\\w+)(?: \\+ (\\d+))?]");

    record Line(Address address, String operation, List<String> operands) {
        boolean ends() {
            return operation.endsWith("ret") || operation.equals("rep") || operation.equals("iretq") || leaves();
        }

        /// Jumps of the sources either go on with the next line or leave.
        private boolean leaves() {
            return operation.endsWith("jmp") && !operands.get(0).matches("0x[0-9a-f]+ <.text\\+0x12[ab].>");
        }
    }

    private final TreeMap<Address, Line> lines = new TreeMap<>();

    static LinearCode of(Path image) {
        LinearCode code = new LinearCode();
        BuiltImage.lines("llvm-objdump", "-d", "-M", "intel", image.toString()).forEach(text -> {
            Matcher line = LINE.matcher(text);
            if (line.matches()) {
                Address at = Address.parse(line.group(1));
                code.lines.put(
                        at, new Line(at, line.group(2), List.of(line.group(3).split(", "))));
            }
        });
        return code;
    }

    Line at(Address pc) {
        Line line = lines.get(pc);
        if (line == null) {
            throw new AssertionError("no instruction at " + pc);
        }
        return line;
    }

    RegisterFile step(RegisterFile registers, ImageMemory memory) {
        Line line = at(registers.pc());
        Address next = lines.higherKey(line.address());
        List<String> operands = line.operands();
        RegisterFile after = switch (line.operation()) {
            case "nop", "jmp" -> registers;
            case "push" -> {
                RegisterFile pushed = registers.withSp(registers.sp().plus(-8));
                memory.write64(pushed.sp(), registers.get(operands.get(0)));
                yield pushed;
            }
            case "pushfq" -> {
                RegisterFile pushed = registers.withSp(registers.sp().plus(-8));
                memory.write64(pushed.sp(), registers.get("efl"));
                yield pushed;
            }
            case "popfq" ->
                registers
                        .with("efl", memory.u64(registers.sp()))
                        .withSp(registers.sp().plus(8));
            case "pop" ->
                registers
                        .with(operands.get(0), memory.u64(registers.sp()))
                        .withSp(registers.sp().plus(8));
            case "sub" -> registers.withSp(registers.sp().plus(-Long.parseLong(operands.get(1))));
            case "add" -> registers.withSp(registers.sp().plus(Long.parseLong(operands.get(1))));
            case "lea" ->
                registers.with(
                        operands.get(0), place(registers, operands.get(1)).value());
            case "xorps" -> registers.with(operands.get(0), Bytes.zeros(16));
            case "mov", "movaps" -> move(registers, memory, operands.get(0), operands.get(1));
            default -> throw new AssertionError("the test cannot execute " + line.operation());
        };
        return after.withPc(next);
    }

    private static RegisterFile move(RegisterFile registers, ImageMemory memory, String to, String from) {
        if (to.contains("[")) {
            memory.write(place(registers, to), registers.bytes(from));
            return registers;
        }
        if (from.contains("[")) {
            int width = to.startsWith("xmm") ? 16 : 8;
            return registers.with(to, memory.readAll(place(registers, from), width));
        }
        return registers.with(to, Long.parseLong(from));
    }

    private static Address place(RegisterFile registers, String operand) {
        Matcher place = PLACE.matcher(operand);
        if (!place.matches()) {
            throw new AssertionError("the test cannot address " + operand);
        }
        long distance = place.group(2) == null ? 0 : Long.parseLong(place.group(2));
        return new Address(registers.get(place.group(1)) + distance);
    }
}
