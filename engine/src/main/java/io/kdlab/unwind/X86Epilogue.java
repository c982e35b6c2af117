package io.kdlab.unwind;

import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X86;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Optional;

/// Executes the rest of a 32-bit epilogue, if that is what follows: the stack pointer is put back, registers are
/// popped, then comes `ret`. What the processor is going to do is the answer, whatever symbols say.
final class X86Epilogue {
    private static final int LONGEST = 32;
    private static final int ESP = 4;

    private final Reader memory;
    private final Bytes code;
    private RegisterFile registers;
    private int at;

    private X86Epilogue(Reader memory, RegisterFile registers) {
        this.memory = memory;
        this.registers = registers;
        code = memory.some(registers.pc(), LONGEST);
    }

    /// The caller's registers, if the code at the program counter is (the rest of) an epilogue.
    static Optional<RegisterFile> simulate(Reader memory, RegisterFile registers) {
        return new X86Epilogue(memory, registers).run();
    }

    private Optional<RegisterFile> run() {
        while (pop() || adjustment() || leave()) {
            // Each did its work on the registers.
        }
        int released = peek(0) == 0xc3 ? 0 : peek(0) == 0xc2 && has(3) ? code.u16(at + 1) : -1;
        if (released < 0) {
            return Optional.empty();
        }
        Address sp = registers.sp();
        return Optional.of(registers
                .withPc(X86.INSTANCE.address(number(sp, "the return address")))
                .withSp(sp.plus(4 + released)));
    }

    private boolean pop() {
        int number = peek(0) - 0x58;
        if (number < 0 || number > 7 || number == ESP) {
            return false;
        }
        registers = registers
                .with(X86.INSTANCE.numbered(number), number(registers.sp(), "a saved register"))
                .withSp(registers.sp().plus(4));
        at++;
        return true;
    }

    /// `add esp, n`, `lea esp, [ebp-n]`, `mov esp, ebp`.
    private boolean adjustment() {
        if (peek(0) == 0x83 && peek(1) == 0xc4 && has(3)) {
            return moved(registers.sp().plus((byte) peek(2)), 3);
        }
        if (peek(0) == 0x81 && peek(1) == 0xc4 && has(6)) {
            return moved(registers.sp().plus(code.u32(at + 2)), 6);
        }
        if (peek(0) == 0x8d && peek(1) == 0x65 && has(3)) {
            return moved(ebp().plus((byte) peek(2)), 3);
        }
        boolean whole = peek(0) == 0x89 && peek(1) == 0xec || peek(0) == 0x8b && peek(1) == 0xe5;
        return whole && moved(ebp(), 2);
    }

    private boolean leave() {
        if (peek(0) != 0xc9) {
            return false;
        }
        Address frame = ebp();
        registers = registers.with("ebp", number(frame, "the saved frame pointer"));
        return moved(frame.plus(4), 1);
    }

    private boolean moved(Address sp, int length) {
        registers = registers.withSp(sp);
        at += length;
        return true;
    }

    private Address ebp() {
        return X86.INSTANCE.address(registers.get("ebp"));
    }

    private long number(Address place, String what) {
        return Integer.toUnsignedLong(memory.bytes(place, 4, what).u32(0));
    }

    private boolean has(int length) {
        return at + length <= code.length();
    }

    private int peek(int ahead) {
        return has(ahead + 1) ? code.get(at + ahead) : -1;
    }
}
