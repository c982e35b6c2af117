package io.kdlab.command;

import io.kdlab.arch.Register;
import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X64Flags;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Registers as `r` shows them on x64.
final class RegistersText {
    private static final List<List<String>> ROWS = List.of(
            List.of("rax", "rbx", "rcx"),
            List.of("rdx", "rsi", "rdi"),
            List.of("rip", "rsp", "rbp"),
            List.of("r8", "r9", "r10"),
            List.of("r11", "r12", "r13"),
            List.of("r14", "r15"));

    private RegistersText() {}

    /// The block of eight lines; `r8` and `r9` are as wide as the others, so a blank stands in front of them.
    static String block(RegisterFile registers) {
        StringBuilder text = new StringBuilder();
        for (List<String> row : ROWS) {
            text.append(row.stream()
                            .map(name -> String.format(Locale.ROOT, "%3s=%016x", name, registers.get(name)))
                            .collect(Collectors.joining(" ")))
                    .append('\n');
        }
        text.append(String.format(
                Locale.ROOT, "iopl=%x         %s%n", registers.get("iopl"), X64Flags.words(registers.get("efl"))));
        for (String segment : List.of("cs", "ss", "ds", "es", "fs", "gs")) {
            text.append(String.format(Locale.ROOT, "%s=%04x  ", segment, registers.get(segment)));
        }
        return text.append(String.format(Locale.ROOT, "           efl=%08x%n", registers.get("efl")))
                .toString()
                .replace(System.lineSeparator(), "\n");
    }

    /// `name=value` with all its digits.
    static String value(Register register, long value) {
        return register.name() + "=" + digits(register, value);
    }

    private static String digits(Register register, long value) {
        return String.format(Locale.ROOT, "%0" + register.digits() + "x", value);
    }
}
