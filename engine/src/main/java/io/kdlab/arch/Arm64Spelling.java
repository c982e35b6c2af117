package io.kdlab.arch;

import io.kdlab.arch.Instruction.Flow;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns Capstone's ARM64 text into WinDbg's: `ldr x8, [sp, #0x10]` becomes `ldr x8,[sp,#0x10]`, upper-case digits
/// behind the `0x`, `fp` and `lr` by their names, `mov` for all that moves a number, and addresses (branch targets,
/// pages) as plain addresses.
///
/// WinDbg's spelling of ARM64 is not documented; this follows what its public output shows.
final class Arm64Spelling {
    private static final Pattern DIGITS = Pattern.compile("0x[0-9a-f]+");
    private static final Pattern ADDRESS = Pattern.compile("#0x([0-9a-f]+)$|#([0-9]+)$");
    private static final Pattern FRAME = Pattern.compile("\\bx29\\b");
    private static final Pattern LINK = Pattern.compile("\\bx30\\b");
    private static final Pattern CONSTANT = Pattern.compile("([wx]\\d+), #(0x[0-9a-f]+|\\d+)(?:, lsl #(\\d+))?");
    private static final Pattern FROM_ZERO = Pattern.compile(", [wx]zr, #");
    private static final Set<String> CALLS = Set.of("bl", "blr", "blraa", "blrab", "blraaz", "blrabz");
    private static final Set<String> RETURNS = Set.of("ret", "retaa", "retab", "eret", "eretaa", "eretab");
    private static final Set<String> JUMPS = Set.of("b", "br", "braa", "brab", "braaz", "brabz");
    private static final Set<String> BRANCHES = Set.of("cbz", "cbnz", "tbz", "tbnz");
    private static final Set<String> TRAPS = Set.of("brk", "svc", "hvc", "smc", "hlt", "udf");
    private static final Set<String> PLACES = Set.of("adr", "adrp");

    private Arm64Spelling() {}

    static Instruction spell(Address at, Bytes bytes, String mnemonic, String rawOperands) {
        Flow flow = flow(mnemonic);
        Matcher number = ADDRESS.matcher(rawOperands);
        boolean goes = flow == Flow.CALL || flow == Flow.JUMP || flow == Flow.BRANCH;
        if ((goes || PLACES.contains(mnemonic)) && number.find()) {
            Address meant = new Address(
                    number.group(1) == null
                            ? Long.parseUnsignedLong(number.group(2))
                            : Long.parseUnsignedLong(number.group(1), 16));
            String operands = plain(rawOperands.substring(0, number.start())) + meant;
            Optional<Address> target = goes ? Optional.of(meant) : Optional.empty();
            return new Instruction(at, bytes, mnemonic, operands, flow, target, Optional.of(meant));
        }
        Matcher constant = CONSTANT.matcher(rawOperands);
        if ((mnemonic.equals("movz") || mnemonic.equals("movn")) && constant.matches()) {
            String operands = constant.group(1) + ",#" + moved(mnemonic, constant);
            return new Instruction(at, bytes, "mov", operands, flow, Optional.empty(), Optional.empty());
        }
        Matcher pattern = FROM_ZERO.matcher(rawOperands);
        boolean moves = mnemonic.equals("orr") && pattern.find();
        return new Instruction(
                at,
                bytes,
                moves ? "mov" : mnemonic,
                plain(moves ? pattern.replaceFirst(", #") : rawOperands),
                flow,
                Optional.empty(),
                Optional.empty());
    }

    /// The whole number that is moved: Capstone shows its 16 bits and the shift.
    private static String moved(String mnemonic, Matcher constant) {
        String digits = constant.group(2);
        long bits = Long.decode(digits) << (constant.group(3) == null ? 0 : Integer.parseInt(constant.group(3)));
        if (mnemonic.equals("movn")) {
            return String.valueOf(~bits);
        }
        return bits < 10 ? String.valueOf(bits) : "0x" + Long.toHexString(bits).toUpperCase(Locale.ROOT);
    }

    private static Flow flow(String mnemonic) {
        if (CALLS.contains(mnemonic)) {
            return Flow.CALL;
        }
        if (RETURNS.contains(mnemonic)) {
            return Flow.RETURN;
        }
        if (JUMPS.contains(mnemonic)) {
            return Flow.JUMP;
        }
        if (BRANCHES.contains(mnemonic) || mnemonic.startsWith("b.")) {
            return Flow.BRANCH;
        }
        return TRAPS.contains(mnemonic) ? Flow.TRAP : Flow.NEXT;
    }

    private static String plain(String operands) {
        String named = LINK.matcher(FRAME.matcher(operands).replaceAll("fp")).replaceAll("lr");
        return DIGITS.matcher(named.replace(", ", ","))
                .replaceAll(hit -> "0x" + hit.group().substring(2).toUpperCase(Locale.ROOT));
    }
}
