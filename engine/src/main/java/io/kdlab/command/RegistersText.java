package io.kdlab.command;

import io.kdlab.arch.Arm64;
import io.kdlab.arch.Register;
import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X64;
import io.kdlab.arch.X86;
import io.kdlab.arch.X86Flags;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Registers as `r` shows them.
final class RegistersText {
    private static final List<List<String>> X64_ROWS = List.of(
            List.of("rax", "rbx", "rcx"),
            List.of("rdx", "rsi", "rdi"),
            List.of("rip", "rsp", "rbp"),
            List.of("r8", "r9", "r10"),
            List.of("r11", "r12", "r13"),
            List.of("r14", "r15"));
    private static final List<String> SEGMENTS = List.of("cs", "ss", "ds", "es", "fs", "gs");
    private static final int ARM64_COLUMNS = 4;

    private RegistersText() {}

    /// The block of lines for the registers' architecture.
    static String block(RegisterFile registers) {
        return switch (registers.architecture()) {
            case X64 _ -> x64(registers);
            case X86 _ -> x86(registers);
            case Arm64 _ -> arm64(registers);
        };
    }

    /// Eight lines; `r8` and `r9` are as wide as the others, so a blank stands in front of them.
    private static String x64(RegisterFile registers) {
        StringBuilder text = new StringBuilder();
        for (List<String> row : X64_ROWS) {
            text.append(row.stream()
                            .map(name -> String.format(Locale.ROOT, "%3s=%016x", name, registers.get(name)))
                            .collect(Collectors.joining(" ")))
                    .append('\n');
        }
        return text.append(flags(registers))
                .append('\n')
                .append(segments(registers))
                .toString();
    }

    /// Three lines: six registers, three and the flags, the segments.
    private static String x86(RegisterFile registers) {
        return List.of("eax", "ebx", "ecx", "edx", "esi", "edi").stream()
                        .map(name -> name + "=" + digits(registers, name))
                        .collect(Collectors.joining(" "))
                + "\neip=" + digits(registers, "eip") + " esp=" + digits(registers, "esp") + " ebp="
                + digits(registers, "ebp") + " " + flags(registers) + "\n" + segments(registers);
    }

    /// Four registers a line. This form is not documented; it is that of WinDbg's public output.
    private static String arm64(RegisterFile registers) {
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (int number = 0; number <= 30; number++) {
            Register register = registers.architecture().numbered(number);
            text.append(column == 0 ? "" : "  ")
                    .append(String.format(Locale.ROOT, "%3s=%016x", register.name(), registers.get(register)));
            column++;
            if (column == ARM64_COLUMNS) {
                text.append('\n');
                column = 0;
            }
        }
        text.append(String.format(Locale.ROOT, "   sp=%016x\n", registers.get("sp")));
        long cpsr = registers.get("cpsr");
        return text.append(String.format(
                        Locale.ROOT,
                        " pc=%016x  psr=%08x %s%s%s%s EL%d\n",
                        registers.get("pc"),
                        cpsr,
                        registers.get("nf") == 1 ? "N" : "-",
                        registers.get("zf") == 1 ? "Z" : "-",
                        registers.get("cf") == 1 ? "C" : "-",
                        registers.get("vf") == 1 ? "V" : "-",
                        registers.get("el")))
                .toString();
    }

    private static String flags(RegisterFile registers) {
        return String.format(
                Locale.ROOT, "iopl=%x         %s", registers.get("iopl"), X86Flags.words(registers.get("efl")));
    }

    private static String segments(RegisterFile registers) {
        StringBuilder text = new StringBuilder();
        for (String segment : SEGMENTS) {
            text.append(String.format(Locale.ROOT, "%s=%04x  ", segment, registers.get(segment)));
        }
        return text.append(String.format(Locale.ROOT, "           efl=%08x\n", registers.get("efl")))
                .toString();
    }

    /// `name=value` with all its digits.
    static String value(Register register, long value) {
        return register.name() + "=" + String.format(Locale.ROOT, "%0" + register.digits() + "x", value);
    }

    private static String digits(RegisterFile registers, String name) {
        Register register = registers.architecture().registers().get(name);
        return String.format(Locale.ROOT, "%0" + register.digits() + "x", registers.get(register));
    }
}
