package io.kdlab.command;

import io.kdlab.arch.Instruction;
import io.kdlab.arch.Register;
import io.kdlab.arch.RegisterFile;
import io.kdlab.target.Memory;
import io.kdlab.value.Address;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the instruction at a stop is about to touch, behind its operands: ``ds:002b:fffff803`bb757020=00000001`` for
/// memory, `[br=1]` for a branch that will be taken.
final class AccessText {
    private static final Pattern PLACE =
            Pattern.compile("(?:(byte|word|dword|qword) ptr )?(?:([cdefgs]s):)?\\[([^]]+)]");
    private static final Pattern TERM = Pattern.compile("([+-]?)([a-z0-9`]+)(?:\\*([1248]))?");
    private static final Pattern STACK = Pattern.compile("[re][sb]p");
    private static final Map<String, Integer> SIZES = Map.of("byte", 1, "word", 2, "dword", 4, "qword", 8);

    private AccessText() {}

    /// The text with a blank in front; empty when the instruction touches nothing that can be told.
    static String of(Instruction instruction, RegisterFile registers, Memory memory) {
        if (instruction.flow() == Instruction.Flow.BRANCH) {
            return taken(instruction.mnemonic(), registers)
                    .map(yes -> yes ? " [br=1]" : " [br=0]")
                    .orElse("");
        }
        if (instruction.mnemonic().equals("lea") || instruction.mnemonic().equals("nop")) {
            return "";
        }
        Matcher place = PLACE.matcher(instruction.operands());
        if (!place.find()) {
            return "";
        }
        Optional<String> override = Optional.ofNullable(place.group(2));
        if (override.filter(segment -> segment.equals("fs") || segment.equals("gs"))
                .isPresent()) {
            return "";
        }
        String expression = String.valueOf(place.group(3));
        int size = Optional.ofNullable(place.group(1))
                .map(SIZES::get)
                .orElse(registers.architecture().pointerSize());
        String segment = override.orElse(STACK.matcher(expression).lookingAt() ? "ss" : "ds");
        OptionalLong address = instruction.reference().isPresent()
                ? OptionalLong.of(instruction.reference().get().value())
                : effective(expression, registers);
        return address.isPresent()
                ? text(segment, registers.architecture().address(address.getAsLong()), size, registers, memory)
                : "";
    }

    private static String text(String segment, Address at, int size, RegisterFile registers, Memory memory) {
        OptionalLong value = SessionScope.read(memory, at, size);
        String digits = value.isPresent()
                ? String.format(Locale.ROOT, "%0" + size * 2 + "x", value.getAsLong())
                : "?".repeat(size * 2);
        return String.format(Locale.ROOT, " %s:%04x:%s=%s", segment, registers.get(segment), at, digits);
    }

    /// The sum of the terms between the brackets; empty when one of them is not understood.
    private static OptionalLong effective(String expression, RegisterFile registers) {
        Matcher term = TERM.matcher(expression);
        long sum = 0;
        int end = 0;
        while (term.find() && term.start() == end) {
            end = term.end();
            OptionalLong value = value(String.valueOf(term.group(2)), registers);
            if (value.isEmpty()) {
                return OptionalLong.empty();
            }
            long scaled = value.getAsLong()
                    * Optional.ofNullable(term.group(3)).map(Integer::parseInt).orElse(1);
            sum += "-".equals(term.group(1)) ? -scaled : scaled;
        }
        return end == expression.length() ? OptionalLong.of(sum) : OptionalLong.empty();
    }

    private static OptionalLong value(String name, RegisterFile registers) {
        Optional<Register> register =
                registers.architecture().registers().find(name).filter(known -> !known.isWide());
        if (register.isPresent()) {
            return OptionalLong.of(registers.get(register.get()));
        }
        try {
            String digits = name.replace("`", "");
            return OptionalLong.of(Long.parseUnsignedLong(
                    digits.endsWith("h") ? digits.substring(0, digits.length() - 1) : digits, 16));
        } catch (NumberFormatException notANumber) {
            return OptionalLong.empty();
        }
    }

    /// Whether a conditional branch will be taken; empty for the few that do not go by the flags.
    private static Optional<Boolean> taken(String mnemonic, RegisterFile registers) {
        boolean carry = registers.get("cf") == 1;
        boolean zero = registers.get("zf") == 1;
        boolean less = registers.get("sf") != registers.get("of");
        return switch (mnemonic) {
            case "jo" -> Optional.of(registers.get("of") == 1);
            case "jno" -> Optional.of(registers.get("of") == 0);
            case "jb", "jc", "jnae" -> Optional.of(carry);
            case "jae", "jnb", "jnc" -> Optional.of(!carry);
            case "je", "jz" -> Optional.of(zero);
            case "jne", "jnz" -> Optional.of(!zero);
            case "jbe", "jna" -> Optional.of(carry || zero);
            case "ja", "jnbe" -> Optional.of(!carry && !zero);
            case "js" -> Optional.of(registers.get("sf") == 1);
            case "jns" -> Optional.of(registers.get("sf") == 0);
            case "jp", "jpe" -> Optional.of(registers.get("pf") == 1);
            case "jnp", "jpo" -> Optional.of(registers.get("pf") == 0);
            case "jl", "jnge" -> Optional.of(less);
            case "jge", "jnl" -> Optional.of(!less);
            case "jle", "jng" -> Optional.of(zero || less);
            case "jg", "jnle" -> Optional.of(!zero && !less);
            case "jrcxz" -> Optional.of(registers.get("rcx") == 0);
            case "jecxz" -> Optional.of(registers.get("ecx") == 0);
            default -> Optional.empty();
        };
    }
}
