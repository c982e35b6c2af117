package io.kdlab.inspect;

import io.kdlab.arch.Arm64;
import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X64;
import io.kdlab.arch.X86;
import io.kdlab.symbol.Symbols;
import io.kdlab.target.Target;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the kernel saved of a processor's registers when it was interrupted or trapped, as `_KTRAP_FRAME` says.
///
/// Kernels save what they need; registers without a field keep what they hold now, so they may be wrong.
public final class TrapFrame {
    private static final String NAME = "_KTRAP_FRAME";
    /// The two lowest bits of a code segment say who ran: 0 the kernel.
    private static final long PRIVILEGE = 3;

    private static final Map<String, String> X64_FIELDS = Map.ofEntries(
            Map.entry("rip", "Rip"),
            Map.entry("cs", "SegCs"),
            Map.entry("efl", "EFlags"),
            Map.entry("rsp", "Rsp"),
            Map.entry("ss", "SegSs"));
    private static final List<String> X64_GENERAL = List.of(
            "Rax", "Rbx", "Rcx", "Rdx", "Rsi", "Rdi", "Rbp", "R8", "R9", "R10", "R11", "R12", "R13", "R14", "R15");
    private static final Map<String, String> X86_FIELDS =
            Map.of("eip", "Eip", "cs", "SegCs", "efl", "EFlags", "ds", "SegDs", "es", "SegEs", "fs", "SegFs");
    private static final List<String> X86_GENERAL = List.of("Eax", "Ebx", "Ecx", "Edx", "Esi", "Edi", "Ebp");

    private TrapFrame() {}

    /// Where the frame begins whose interrupted RIP lies at `rip`; empty where no symbols describe trap frames.
    public static Optional<Address> around(Address rip, Target target, Symbols symbols) {
        return Structure.isKnown(NAME, symbols)
                ? Optional.of(rip.plus(-Structure.at(rip, NAME, target, symbols).offset("Rip")))
                : Optional.empty();
    }

    /// The registers in the frame at `at`.
    ///
    /// @throws Unsupported when the kernel's symbols do not describe trap frames
    public static RegisterFile registers(Address at, Target target, Symbols symbols) {
        Structure frame = Structure.at(at, NAME, target, symbols);
        return switch (target.architecture()) {
            case X64 _ -> read(frame, target.registers(), X64_FIELDS, X64_GENERAL);
            case X86 _ -> x86(frame, read(frame, target.registers(), X86_FIELDS, X86_GENERAL));
            case Arm64 _ -> throw new Unsupported("trap frames of ARM64 kernels are not known here");
        };
    }

    private static RegisterFile read(
            Structure frame, RegisterFile now, Map<String, String> fields, List<String> general) {
        RegisterFile registers = now;
        for (var field : fields.entrySet()) {
            if (frame.has(field.getValue())) {
                registers = registers.with(field.getKey(), frame.get(field.getValue()));
            }
        }
        for (String name : general) {
            if (frame.has(name)) {
                registers = registers.with(name, frame.get(name));
            }
        }
        return registers;
    }

    /// A trap in the kernel itself pushes no stack pointer: it was where those fields would lie.
    private static RegisterFile x86(Structure frame, RegisterFile registers) {
        if ((registers.get("cs") & PRIVILEGE) == 0) {
            return registers.withSp(frame.at().plus(frame.offset("HardwareEsp")));
        }
        return registers.with("esp", frame.get("HardwareEsp")).with("ss", frame.get("HardwareSegSs"));
    }
}
