package io.kdlab.sim;

import io.kdlab.sim.Opcode.Immediate;
import io.kdlab.sim.Opcode.Width;
import org.jspecify.annotations.Nullable;

/// Opcode byte → [Opcode]; 0x100 and up are the ones behind 0F. A hole is an invalid opcode.
final class OpcodeTable {
    private static final OpcodeTable X64 = new OpcodeTable(CpuMode.X64);
    private static final OpcodeTable X86 = new OpcodeTable(CpuMode.X86);

    private final @Nullable Opcode[] rows = new Opcode[0x200];

    private OpcodeTable(CpuMode mode) {
        ArithmeticOperations.addTo(this);
        ShiftOperations.addTo(this);
        MultiplyOperations.addTo(this);
        BitOperations.addTo(this);
        MoveOperations.addTo(this);
        StackOperations.addTo(this);
        BranchOperations.addTo(this);
        StringOperations.addTo(this);
        FlagOperations.addTo(this);
        SystemOperations.addTo(this);
        if (mode == CpuMode.X86) {
            NarrowOperations.addTo(this);
        } else {
            MoveOperations.addWide(this);
        }
    }

    /// All instructions that are known in this mode.
    static OpcodeTable of(CpuMode mode) {
        return mode == CpuMode.X86 ? X86 : X64;
    }

    @Nullable
    Opcode get(int opcode) {
        return rows[opcode];
    }

    private void put(int opcode, Opcode row) {
        if (rows[opcode] != null) {
            throw new IllegalStateException("opcode 0x%x has two rows".formatted(opcode));
        }
        rows[opcode] = row;
    }

    /// An opcode without operand bytes.
    void plain(int opcode, Width width, Operation operation) {
        put(opcode, new Opcode(false, width, Immediate.NONE, false, operation));
    }

    /// An opcode with a constant only.
    void constant(int opcode, Width width, Immediate immediate, Operation operation) {
        put(opcode, new Opcode(false, width, immediate, false, operation));
    }

    /// An opcode with a ModRM byte.
    void modRm(int opcode, Width width, Operation operation) {
        put(opcode, new Opcode(true, width, Immediate.NONE, false, operation));
    }

    /// An opcode with a ModRM byte and a constant.
    void modRm(int opcode, Width width, Immediate immediate, Operation operation) {
        put(opcode, new Opcode(true, width, immediate, false, operation));
    }

    /// An opcode with a ModRM byte that may carry LOCK.
    void lockable(int opcode, Width width, Immediate immediate, Operation operation) {
        put(opcode, new Opcode(true, width, immediate, true, operation));
    }
}
