package io.kdlab.unwind;

import io.kdlab.arch.Register;
import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X86;
import io.kdlab.symbol.FrameData;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Undoes a 32-bit frame by the program that its compiler wrote: words in postfix order, `^` reads memory, `=` gives a
/// variable or a register its value.
///
/// `.raSearch` is where the return address is looked for: from above locals and saved registers on, since parameters
/// may have been pushed that no entry counts. It is the first word that stands behind a call.
record X86FrameProgram(Reader memory, UnwindSource source, FrameData frame) {
    private static final int WORD = 4;
    private static final int FARTHEST = 64;
    private static final int LONGEST_PROGRAM = 256;

    /// The caller's registers; empty when the program makes no sense.
    Optional<RegisterFile> run(RegisterFile registers) {
        Map<String, Long> values = new HashMap<>();
        for (int number = 0; number < 8; number++) {
            Register register = X86.INSTANCE.numbered(number);
            values.put("$" + register.name(), registers.get(register));
        }
        values.put("$eip", registers.get("eip"));
        values.put(".cbLocals", (long) frame.locals());
        values.put(".cbSavedRegs", (long) frame.saved());
        values.put(".cbParams", (long) frame.parameters());
        Address search = returnAddress(registers.sp());
        values.put(".raSearch", search.value() & 0xffff_ffffL);
        values.put(".raSearchStart", search.value() & 0xffff_ffffL);
        String[] words = frame.program().strip().split("\\s+");
        if (words.length > LONGEST_PROGRAM || !evaluate(words, values)) {
            return Optional.empty();
        }
        RegisterFile caller = registers;
        for (String name : new String[] {"eip", "esp", "ebp", "ebx", "esi", "edi"}) {
            caller = caller.with(name, values.getOrDefault("$" + name, 0L));
        }
        return Optional.of(caller);
    }

    private Address returnAddress(Address sp) {
        Address start = sp.plus(frame.locals() + (long) frame.saved());
        for (int word = 0; word < FARTHEST; word++) {
            Address place = start.plus((long) WORD * word);
            Bytes bytes = memory.some(place, WORD);
            if (bytes.length() == WORD && isBehindACall(X86.INSTANCE.address(bytes.u32(0)))) {
                return place;
            }
        }
        return start;
    }

    private boolean isBehindACall(Address at) {
        if (source.at(at).isEmpty()) {
            return false;
        }
        Bytes before = memory.some(at.plus(-7), 7);
        if (before.length() < 7) {
            return false;
        }
        if (before.get(2) == 0xe8) {
            return true;
        }
        // Through a register or memory: ff /2, of two, three, six or seven bytes.
        for (int length : new int[] {2, 3, 6, 7}) {
            if (before.get(7 - length) == 0xff && (before.get(8 - length) & 0x38) == 0x10) {
                return true;
            }
        }
        return false;
    }

    private boolean evaluate(String[] words, Map<String, Long> values) {
        Deque<String> stack = new ArrayDeque<>();
        for (String word : words) {
            int operands = word.equals("^") ? 1 : word.matches("[-+*/%@=]") ? 2 : 0;
            if (stack.size() < operands) {
                return false;
            }
            if (operands == 0) {
                stack.push(word);
                continue;
            }
            String last = stack.pop();
            if (word.equals("=")) {
                values.put(stack.pop(), value(last, values));
            } else if (word.equals("^")) {
                Address place = X86.INSTANCE.address(value(last, values));
                stack.push(Integer.toUnsignedString(
                        memory.bytes(place, WORD, "a saved register").u32(0)));
            } else {
                long result = result(word, value(stack.pop(), values), value(last, values));
                stack.push(Long.toString(result & 0xffff_ffffL));
            }
        }
        return stack.isEmpty() && values.containsKey("$eip");
    }

    private static long result(String operator, long left, long right) {
        return switch (operator) {
            case "+" -> left + right;
            case "-" -> left - right;
            case "*" -> left * right;
            case "@" -> right == 0 ? left : left & -right;
            case "/" -> left / divisor(right);
            default -> left % divisor(right);
        };
    }

    private static long divisor(long value) {
        if (value == 0) {
            throw Reader.broken("the program of a frame divides by zero");
        }
        return value;
    }

    private static long value(String word, Map<String, Long> values) {
        Long known = values.get(word);
        if (known != null) {
            return known;
        }
        if (word.matches("\\d{1,10}")) {
            return Long.parseLong(word);
        }
        throw Reader.broken("the program of a frame uses " + word + ", which has no value");
    }
}
