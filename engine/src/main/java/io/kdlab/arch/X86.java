package io.kdlab.arch;

import io.kdlab.value.Bytes;
import java.util.List;

/// The 32-bit x86 family.
public final class X86 implements Architecture {
    /// The only one.
    public static final X86 INSTANCE = new X86();

    private static final RegisterTable REGISTERS = new RegisterTable(X86Registers.context());
    private static final RegisterTable SPECIAL = new RegisterTable(X86Registers.special());
    private static final List<Register> NUMBERED =
            X86Registers.NUMBERED.stream().map(REGISTERS::get).toList();
    private static final Bytes BREAK = Bytes.of((byte) 0xcc);

    private X86() {}

    @Override
    public String name() {
        return "x86";
    }

    @Override
    public int machine() {
        return 0x014c;
    }

    @Override
    public int pointerSize() {
        return 4;
    }

    @Override
    public int contextSize() {
        return X86Registers.CONTEXT_SIZE;
    }

    @Override
    public RegisterTable registers() {
        return REGISTERS;
    }

    /// Control space is the processor's state: its context, and the special registers behind it.
    @Override
    public long specialSpace() {
        return X86Registers.CONTEXT_SIZE;
    }

    @Override
    public int specialSize() {
        return X86Registers.SPECIAL_SIZE;
    }

    @Override
    public RegisterTable specialRegisters() {
        return SPECIAL;
    }

    @Override
    public Register programCounter() {
        return REGISTERS.get("eip");
    }

    @Override
    public Register stackPointer() {
        return REGISTERS.get("esp");
    }

    @Override
    public Register returnValue() {
        return REGISTERS.get("eax");
    }

    /// The break routine has taken its argument from the stack before it breaks.
    @Override
    public Register breakStatus() {
        return REGISTERS.get("eax");
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
