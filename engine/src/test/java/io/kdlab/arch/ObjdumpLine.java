package io.kdlab.arch;

import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One instruction as `llvm-objdump -M intel` prints it, and a form of it that does not depend on anybody's taste.
record ObjdumpLine(Address address, Bytes bytes, String text) {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]+): ((?:[0-9a-f]{2} )+) *\t(.*)");
    private static final Pattern REFERENCE = Pattern.compile("\\[rip(?: ([+-]) (\\d+))?]");
    private static final Pattern NUMBER = Pattern.compile("(?<![a-z0-9_`])(-?)(0x)?([0-9][0-9a-f]*)(h?)(?![a-z0-9_`])");

    static Optional<ObjdumpLine> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches()
                ? Optional.of(new ObjdumpLine(
                        Address.parse(matcher.group(1)), Bytes.ofHex(matcher.group(2)), matcher.group(3)))
                : Optional.empty();
    }

    /// Lower case, no blanks, numbers in decimal, addresses as they are.
    String plain() {
        String body = text.replaceAll(" *<.*>", "").replaceAll("\\s*# .*", "");
        Matcher reference = REFERENCE.matcher(body);
        if (reference.find()) {
            long distance = reference.group(2) == null ? 0 : Long.parseLong(reference.group(2));
            Address meant = address.plus(bytes.length()).plus("-".equals(reference.group(1)) ? -distance : distance);
            body = reference.replaceAll("[" + meant + "]");
        }
        if (body.matches("(call|j\\w+)\\s+0x[0-9a-f]+")) {
            String target = body.replaceAll(".*0x", "");
            return body.replaceAll("\\s.*", "") + Address.parse(target);
        }
        return normal(body);
    }

    static String plain(Instruction instruction) {
        return normal(instruction.mnemonic() + " " + instruction.operands());
    }

    private static String normal(String body) {
        // A scale stands before or after its register, and a double is an mmword or a qword.
        String text = body.toLowerCase(Locale.ROOT)
                .replaceAll("\\b([1248])\\*([a-z]\\w+)", "$2*$1")
                .replaceAll("\\bmmword", "qword")
                .replace("movabs", "mov")
                .replaceAll("\\bint3\\b", "int 3");
        return NUMBER.matcher(text)
                .replaceAll(hit -> {
                    int radix = hit.group(2) != null || !hit.group(4).isEmpty() ? 16 : 10;
                    return hit.group(1) + Long.toString(Long.parseUnsignedLong(hit.group(3), radix));
                })
                .replaceAll("\\s", "");
    }
}
