package io.kdlab.arch;

import io.kdlab.value.Bytes;
import java.util.List;

/// The 64-bit x86 family, called AMD64 by Windows.
public final class X64 implements Architecture {
    /// The only one.
    public static final X64 INSTANCE = new X64();

    private static final RegisterTable REGISTERS = new RegisterTable(X64Registers.context());
    private static final RegisterTable SPECIAL = new RegisterTable(X64Registers.special());
    private static final List<Register> NUMBERED =
            X64Registers.NUMBERED.stream().map(REGISTERS::get).toList();
    private static final Register RIP = REGISTERS.get("rip");
    private static final Register RSP = REGISTERS.get("rsp");
    private static final Bytes BREAK = Bytes.of((byte) 0xcc);

    private X64() {}

    @Override
    public String name() {
        return "x64";
    }

    @Override
    public int machine() {
        return 0x8664;
    }

    @Override
    public int pointerSize() {
        return 8;
    }

    @Override
    public int contextSize() {
        return X64Registers.CONTEXT_SIZE;
    }

    @Override
    public RegisterTable registers() {
        return REGISTERS;
    }

    @Override
    public long specialSpace() {
        return 2;
    }

    /// Newer Windows kernels have 240 bytes, but every kernel answers for these.
    @Override
    public int specialSize() {
        return X64Registers.SPECIAL_SIZE;
    }

    @Override
    public RegisterTable specialRegisters() {
        return SPECIAL;
    }

    @Override
    public Register programCounter() {
        return RIP;
    }

    @Override
    public Register stackPointer() {
        return RSP;
    }

    @Override
    public Register returnValue() {
        return REGISTERS.get("rax");
    }

    @Override
    public Register breakStatus() {
        return REGISTERS.get("ecx");
    }

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
        return 15;
    }
}
