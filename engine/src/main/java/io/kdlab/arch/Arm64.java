package io.kdlab.arch;

import io.kdlab.value.Bytes;
import java.util.List;

/// The 64-bit ARM family.
public final class Arm64 implements Architecture {
    /// The only one.
    public static final Arm64 INSTANCE = new Arm64();

    private static final RegisterTable REGISTERS = new RegisterTable(Arm64Registers.context());
    private static final RegisterTable SPECIAL = new RegisterTable(Arm64Registers.special());
    private static final List<Register> NUMBERED =
            Arm64Registers.NUMBERED.stream().map(REGISTERS::get).toList();
    /// `brk #0xF000` (kd-protocol.md §4.6).
    private static final Bytes BREAK = Bytes.ofHex("00003ed4");

    private Arm64() {}

    @Override
    public String name() {
        return "arm64";
    }

    @Override
    public int machine() {
        return 0xaa64;
    }

    @Override
    public int pointerSize() {
        return 8;
    }

    @Override
    public int contextSize() {
        return Arm64Registers.CONTEXT_SIZE;
    }

    @Override
    public RegisterTable registers() {
        return REGISTERS;
    }

    @Override
    public long specialSpace() {
        return 2;
    }

    @Override
    public int specialSize() {
        return Arm64Registers.SPECIAL_SIZE;
    }

    @Override
    public RegisterTable specialRegisters() {
        return SPECIAL;
    }

    @Override
    public Register programCounter() {
        return REGISTERS.get("pc");
    }

    @Override
    public Register stackPointer() {
        return REGISTERS.get("sp");
    }

    @Override
    public Register returnValue() {
        return REGISTERS.get("x0");
    }

    @Override
    public Register breakStatus() {
        return REGISTERS.get("w0");
    }

    /// X0 to X30; 31 is the stack pointer, or zero, as the instruction has it.
    @Override
    public Register numbered(int number) {
        return NUMBERED.get(number);
    }

    @Override
    public Bytes breakInstruction() {
        return BREAK;
    }

    @Override
    public int longestInstruction() {
        return 4;
    }
}
