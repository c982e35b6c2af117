package io.kdlab.unwind;

import io.kdlab.arch.Instruction;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is known of registers on the way through a function when only the stack is followed: the stack pointer,
/// and what was made from it. Everything else is unknown, and what is computed from the unknown is unknown.
///
/// @param stack the name of the stack pointer, by which all other names are those of x64 or of x86
record StackDepth(Map<String, Long> known, String stack) {
    private static final Pattern SUM = Pattern.compile(".*\\[([re]\\w+)(?:([-+])([0-9A-F]+)h?)?]");
    private static final Pattern NUMBER = Pattern.compile("([0-9A-F]+)h?");
    private static final Pattern REGISTER = Pattern.compile("[re][a-z]{2}|r\\d+");
    private static final Set<String> READERS = Set.of("cmp", "test", "push", "bt", "jmp", "call", "nop");
    private static final List<String> VOLATILE = List.of("rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "ecx", "edx");

    static StackDepth atEntry(long sp) {
        return new StackDepth(Map.of("rsp", sp), "rsp");
    }

    static StackDepth atEntryOfX86(long sp) {
        return new StackDepth(Map.of("esp", sp), "esp");
    }

    private long word() {
        return stack.equals("rsp") ? 8 : 4;
    }

    Optional<Long> sp() {
        return Optional.ofNullable(known.get(stack));
    }

    /// The same with `bytes` taken off the stack.
    StackDepth released(long bytes) {
        Map<String, Long> next = new HashMap<>(known);
        next.computeIfPresent(stack, (_, sp) -> sp + bytes);
        return new StackDepth(next, stack);
    }

    /// What is known behind `instruction`, if execution goes there.
    StackDepth after(Instruction instruction) {
        Map<String, Long> next = new HashMap<>(known);
        String[] operands = instruction.operands().split(",", 2);
        String to = whole(operands[0]);
        String from = operands.length > 1 ? operands[1] : "";
        switch (instruction.mnemonic()) {
            case "push" -> next.computeIfPresent(stack, (_, sp) -> sp - word());
            case "pop" -> {
                next.remove(to);
                next.computeIfPresent(stack, (_, sp) -> sp + word());
            }
            case "add" -> put(next, to, value(from).flatMap(number -> get(to).map(now -> now + number)));
            case "sub" -> put(next, to, value(from).flatMap(number -> get(to).map(now -> now - number)));
            case "and" -> put(next, to, value(from).flatMap(number -> get(to).map(now -> now & number)));
            case "lea" -> put(next, to, sum(from));
            case "mov" -> put(next, to, value(from));
            // A probe of the stack leaves RAX as it is; what follows subtracts it.
            case "call" -> VOLATILE.stream().filter(name -> !name.equals("rax")).forEach(next::remove);
            default -> {
                if (!READERS.contains(instruction.mnemonic())) {
                    next.remove(to);
                }
                if (instruction.mnemonic().matches("xchg|xadd|cmpxchg")) {
                    next.remove(whole(from)); // of an exchange
                }
            }
        }
        return new StackDepth(next, stack);
    }

    private static void put(Map<String, Long> registers, String name, Optional<Long> value) {
        if (REGISTER.matcher(name).matches()) {
            value.ifPresentOrElse(known -> registers.put(name, known), () -> registers.remove(name));
        }
    }

    private Optional<Long> get(String name) {
        return Optional.ofNullable(known.get(name));
    }

    private Optional<Long> value(String operand) {
        return NUMBER.matcher(operand).matches()
                ? Optional.of(Long.parseUnsignedLong(operand.replace("h", ""), 16))
                : get(operand);
    }

    private Optional<Long> sum(String operand) {
        Matcher sum = SUM.matcher(operand);
        if (!sum.matches()) {
            return Optional.empty();
        }
        long distance = sum.group(3) == null ? 0 : Long.parseLong(sum.group(3), 16);
        return get(sum.group(1)).map(base -> base + ("-".equals(sum.group(2)) ? -distance : distance));
    }

    /// The 64-bit register that a name is a part of; anything else as it is.
    private String whole(String operand) {
        String name = operand.toLowerCase(Locale.ROOT);
        if (stack.equals("esp") && REGISTER.matcher(name).matches()) {
            return name;
        }
        if (name.matches("r\\d+[dwb]")) {
            return name.substring(0, name.length() - 1);
        }
        if (name.matches("e[a-ds][xip]") || name.matches("e[sd]i|ebp")) {
            return "r" + name.substring(1);
        }
        if (name.matches("[a-d][xlh]")) {
            return "r" + name.charAt(0) + "x";
        }
        return name.matches("[sd]il?|[sb]pl?") ? "r" + name.substring(0, 2) : name;
    }
}
