package io.kdlab.command;

import io.kdlab.arch.Arm64;
import io.kdlab.arch.Disassembler;
import io.kdlab.arch.Instruction;
import io.kdlab.target.MemorySpan;
import io.kdlab.target.Target;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/// Code as `u` and every stop show it.
final class CodeText {
    private final CommandSession session;
    private final Disassembler disassembler;
    private final SymbolText symbols;

    private final BiFunction<Long, Integer, MemorySpan> reader;

    private CodeText(CommandSession session, BiFunction<Long, Integer, MemorySpan> reader) {
        this.session = session;
        this.reader = reader;
        this.disassembler = Disassembler.of(session.target().architecture());
        this.symbols = SymbolText.of(session);
    }

    static CodeText of(CommandSession session) {
        return new CodeText(session, (at, length) -> session.target().read(new Address(at), length));
    }

    /// Code in physical memory.
    static CodeText physical(CommandSession session) {
        return new CodeText(session, session.target()::readPhysical);
    }

    /// Why nothing can be decoded and what to install, if that is so.
    Optional<String> missing() {
        return disassembler.missing();
    }

    /// Refuses `command`, which has to know instructions, where nothing can be decoded.
    static void need(CommandSession session, String command) {
        of(session).missing().ifPresent(why -> {
            throw new Unsupported(command + " needs to know instructions, and there is " + why);
        });
    }

    /// The instruction at `at`; empty when its first byte cannot be read.
    Optional<Instruction> decode(Address at) {
        int longest = session.target().architecture().longestInstruction();
        Bytes code = MemoryWindow.read(at.value(), longest, reader).knownBytes();
        return code.length() == 0 ? Optional.empty() : Optional.of(disassembler.decode(at, code));
    }

    /// The line in front of code: `nt!DbgBreakPoint:`, `nt!DbgBreakPoint+0x1:`; empty outside of every module.
    Optional<String> label(Address at) {
        return symbols.optional(at).map(symbol -> symbol + ":");
    }

    /// The line in front of code that goes on: only where a function begins.
    Optional<String> newLabel(Address at) {
        return symbols.exactly(at).map(symbol -> symbol + ":");
    }

    /// Address, bytes, mnemonic, operands.
    String line(Instruction instruction) {
        if (instruction.mnemonic().isEmpty()) {
            return instruction.address() + " " + instruction.bytes().toHex();
        }
        boolean words = session.target().architecture() instanceof Arm64;
        return String.format(
                        Locale.ROOT,
                        words ? "%s %-8s %-11s %s" : "%s %-15s %-7s %s",
                        instruction.address(),
                        words ? word(instruction.bytes()) : instruction.bytes().toHex(),
                        instruction.mnemonic(),
                        instruction.operands(symbols::optional))
                .stripTrailing();
    }

    /// Mnemonic and operands, with one blank between.
    String text(Instruction instruction) {
        return instruction.mnemonic() + " " + instruction.operands(symbols::optional);
    }

    /// The bytes as the one number that they are on ARM64.
    private static String word(Bytes bytes) {
        return bytes.length() < 4 ? bytes.toHex() : String.format(Locale.ROOT, "%08x", bytes.u32(0));
    }

    private String lineWithAccess(Instruction instruction) {
        Target target = session.target();
        if (target.architecture() instanceof Arm64) {
            return line(instruction);
        }
        return line(instruction) + AccessText.of(instruction, SetContext.registers(session), target);
    }

    /// What stands where no code can be read.
    static String unreadable(Address at) {
        return at + " ??              ???";
    }

    /// Label and instruction at `at`, as every stop ends.
    void showPlace(Address at) {
        label(at).ifPresent(session.out()::line);
        session.out().line(decode(at).map(this::lineWithAccess).orElseGet(() -> unreadable(at)));
    }
}
