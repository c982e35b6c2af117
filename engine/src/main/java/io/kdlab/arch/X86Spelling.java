package io.kdlab.arch;

import io.kdlab.arch.Instruction.Flow;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns Capstone's MASM text of x64 and x86 into WinDbg's: `mov qword ptr [rsp + 10h], rbx` becomes `mov     qword ptr
/// [rsp+10h],rbx`.
///
/// The differences were read off WinDbg's documented output: no blanks inside operands, upper-case digits
/// before the `h`, `int 3` for `int3`, `mov` for `movabs`, string instructions without their implied register,
/// and addresses (branch targets, places relative to `rip`) as plain addresses, so that a symbol can be put in
/// front.
record X86Spelling(Architecture architecture) {
    private static final Pattern NUMBER = Pattern.compile("\\b0?([0-9][0-9a-f]*|0[0-9a-f]+)h\\b");
    private static final Pattern PLAIN = Pattern.compile("0?([0-9a-f]+)h|([0-9])");
    private static final Pattern RELATIVE = Pattern.compile("\\[rip(?: ([+-]) (?:0?([0-9a-f]+)h|([0-9])))?]");
    /// A place in memory that the instruction names itself, as 32-bit code does; not behind `fs:`.
    private static final Pattern ABSOLUTE = Pattern.compile("(?<![fg]s:)\\[(?:0?([0-9a-f]+)h|([0-9]))]");
    private static final Pattern BLANKS = Pattern.compile(" ?([-+*,]) ?");
    private static final Map<String, String> NAMES = Map.of("int3", "int", "int1", "int", "movabs", "mov");
    private static final Set<String> RETURNS =
            Set.of("ret", "retf", "retfq", "iret", "iretd", "iretq", "sysret", "sysretq", "sysexit", "sysexitq", "rsm");
    private static final Set<String> TRAPS = Set.of("int", "syscall", "sysenter", "ud2", "ud0", "ud1", "into");
    private static final Pattern CONDITIONAL = Pattern.compile("j[a-z]+|loop[a-z]*");
    private static final Pattern STRING = Pattern.compile("(movs|stos|lods|scas|cmps|ins|outs)[bwdq]");
    private static final Set<Integer> PREFIXES = Set.of(0x66, 0xf2, 0xf3, 0x67, 0x2e, 0x36, 0x3e, 0x26, 0x64, 0x65);
    private static final Pattern SIZE = Pattern.compile("\\b[a-z]+ ptr ");
    private static final Pattern SEGMENT_ES = Pattern.compile("\\bes:(?=\\[)");

    Instruction spell(Address at, Bytes bytes, String rawMnemonic, String rawOperands) {
        String operation = rawMnemonic.substring(rawMnemonic.lastIndexOf(' ') + 1);
        Flow flow = flow(operation);
        Address next = at.plus(bytes.length());
        if (flow == Flow.CALL || flow == Flow.JUMP || flow == Flow.BRANCH) {
            Matcher plain = PLAIN.matcher(rawOperands);
            if (plain.matches()) {
                Address target = architecture.address(number(plain, 1));
                return new Instruction(
                        at, bytes, rawMnemonic, target.toString(), flow, Optional.of(target), Optional.of(target));
            }
        }
        boolean vector = rawOperands.contains("mm");
        String operands = vector ? vector(operation, rawOperands) : string(operation, rawOperands, bytes);
        Matcher relative = RELATIVE.matcher(operands);
        Matcher absolute = ABSOLUTE.matcher(operands);
        Optional<Address> reference = Optional.empty();
        if (relative.find()) {
            long distance = relative.group(1) == null ? 0 : number(relative, 2);
            Address meant = next.plus("-".equals(relative.group(1)) ? -distance : distance);
            reference = Optional.of(meant);
            operands = plain(operands.substring(0, relative.start())) + "[" + meant + "]"
                    + plain(operands.substring(relative.end()));
        } else if (architecture.pointerSize() == 4 && absolute.find()) {
            Address meant = architecture.address(number(absolute, 1));
            reference = Optional.of(meant);
            operands = plain(operands.substring(0, absolute.start())) + "[" + meant + "]"
                    + plain(operands.substring(absolute.end()));
        } else {
            operands = plain(operands);
        }
        // The prefix does nothing here but is shown.
        String prefix = operation.equals("ret") && bytes.get(0) == 0xf3 ? "rep " : "";
        return new Instruction(
                at,
                bytes,
                prefix + mnemonic(rawMnemonic, vector),
                breakpoint(operation, operands),
                flow,
                Optional.empty(),
                reference);
    }

    private static Flow flow(String operation) {
        if (operation.equals("call") || operation.equals("lcall")) {
            return Flow.CALL;
        }
        if (operation.equals("jmp") || operation.equals("ljmp")) {
            return Flow.JUMP;
        }
        if (RETURNS.contains(operation)) {
            return Flow.RETURN;
        }
        if (TRAPS.contains(operation) || NAMES.getOrDefault(operation, "").equals("int")) {
            return Flow.TRAP;
        }
        return CONDITIONAL.matcher(operation).matches() ? Flow.BRANCH : Flow.NEXT;
    }

    /// A double in memory is an `mmword` to WinDbg.
    private static String vector(String operation, String operands) {
        if (operation.endsWith("comisd")) {
            // Capstone takes the double that is compared for a whole vector.
            return operands.replace("xmmword ptr", "mmword ptr");
        }
        return operation.endsWith("sd") ? operands.replace(" qword ptr", " mmword ptr") : operands;
    }

    /// `movsd` and `cmpsd` are instructions on strings or on vectors; only the operands tell.
    private static String mnemonic(String raw, boolean vector) {
        int last = raw.lastIndexOf(' ') + 1;
        String operation = raw.substring(last);
        Matcher string = STRING.matcher(operation);
        String spelled = string.matches() && !vector ? string.group(1) : NAMES.getOrDefault(operation, operation);
        return raw.substring(0, last) + spelled;
    }

    /// WinDbg names the memory of a string instruction only; the register is implied.
    private static String string(String operation, String operands, Bytes bytes) {
        if (!STRING.matcher(operation).matches()) {
            return operands;
        }
        // Capstone takes two-byte ones for four-byte ones where they are repeated.
        String size = isShort(bytes)
                ? "word ptr "
                : switch (operation.charAt(operation.length() - 1)) {
                    case 'b' -> "byte ptr ";
                    case 'w' -> "word ptr ";
                    case 'd' -> "dword ptr ";
                    default -> "qword ptr ";
                };
        String text = SIZE.matcher(SEGMENT_ES.matcher(operands).replaceAll("")).replaceAll(size);
        return switch (operation.substring(0, operation.length() - 1)) {
            case "stos", "lods", "scas" ->
                Arrays.stream(text.split(", "))
                        .filter(part -> part.contains("["))
                        .findFirst()
                        .orElse(text);
            default -> text;
        };
    }

    /// Whether the prefix for two bytes stands before the opcode, and no REX.W behind it that would overrule it.
    private static boolean isShort(Bytes bytes) {
        boolean found = false;
        int at = 0;
        while (at < bytes.length() - 1 && PREFIXES.contains(bytes.get(at))) {
            found |= bytes.get(at) == 0x66;
            at++;
        }
        int opcode = bytes.get((bytes.get(at) & 0xf0) == 0x40 && at < bytes.length() - 1 ? at + 1 : at);
        // The even opcodes are those on single bytes.
        return found && (bytes.get(at) & 0xf8) != 0x48 && (opcode & 1) == 1;
    }

    private static String breakpoint(String operation, String operands) {
        return switch (operation) {
            case "int3" -> "3";
            case "int1" -> "1";
            default -> operands;
        };
    }

    private static String plain(String operands) {
        String tight = BLANKS.matcher(operands).replaceAll("$1");
        return NUMBER.matcher(tight).replaceAll(hit -> {
            String digits = hit.group().substring(0, hit.group().length() - 1).toUpperCase(Locale.ROOT);
            return digits + "h";
        });
    }

    private static long number(Matcher matcher, int group) {
        String hex = matcher.group(group);
        return Long.parseUnsignedLong(hex == null ? matcher.group(group + 1) : hex, 16);
    }
}
