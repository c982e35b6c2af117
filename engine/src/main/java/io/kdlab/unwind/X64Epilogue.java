package io.kdlab.unwind;

import io.kdlab.arch.RegisterFile;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Optional;

/// Executes the rest of an epilogue, if that is what follows.
///
/// Unwind data of version 1 do not tell where epilogues are, but an epilogue may only be made of a few
/// instructions: the stack pointer is put back (`add rsp` or `lea rsp`), registers are popped, then comes `ret`
/// or a jump out of the function. Code that consists of nothing else up to its end is executed here: what the
/// processor is going to do is the answer, whatever unwind codes say. Bytes are decoded here and not by the
/// disassembler, so that stacks need no library.
///
/// Handlers of traps end in `iretq` after such a sequence, and that is executed too.
final class X64Epilogue {
    /// Enough for a stack adjustment, every register popped and a jump.
    private static final int LONGEST = 64;

    private static final int RSP = 4;

    private final Reader memory;
    private final X64Part part;
    private final Bytes code;
    private final X64Frame frame;
    private int at;

    private X64Epilogue(Reader memory, X64Part part, RegisterFile registers) {
        this.memory = memory;
        this.part = part;
        code = memory.some(registers.pc(), LONGEST);
        frame = new X64Frame(memory, registers);
    }

    /// The caller, if the code at the registers' program counter is (the rest of) an epilogue of `part`.
    static Optional<Unwound> simulate(Reader memory, X64Part part, RegisterFile registers) {
        return new X64Epilogue(memory, part, registers).run(registers.pc());
    }

    private Optional<Unwound> run(Address pc) {
        while (adjustment() || pop()) {
            // Each did its work on the frame.
        }
        if (iret()) {
            frame.interrupted(0);
            return Optional.of(new Unwound.Caller(frame.registers(), Frame.Kind.MACHINE, frame.machineFrame()));
        }
        int released = released();
        if (released < 0 && !leaves(pc)) {
            return Optional.empty();
        }
        RegisterFile caller = X64Frame.popReturn(frame.registers(), memory);
        Address sp = caller.sp().plus(Math.max(released, 0));
        return Optional.of(new Unwound.Caller(caller.withSp(sp), Frame.Kind.UNWOUND));
    }

    /// `add rsp, n`, or `lea rsp, [register + n]`.
    private boolean adjustment() {
        int rex = peek(0);
        if ((rex & 0xf8) != 0x48) {
            return false;
        }
        int modrm = peek(2);
        if (rex == 0x48 && modrm == 0xc4 && (peek(1) == 0x83 || peek(1) == 0x81)) {
            boolean small = peek(1) == 0x83;
            return has(small ? 4 : 7) && move(small ? 4 : 7, RSP, small ? (byte) peek(3) : code.u32(at + 3));
        }
        boolean intoRsp = (rex & 4) == 0 && (modrm >>> 3 & 7) == RSP;
        return peek(1) == 0x8d && intoRsp && loadAddress(rex, modrm);
    }

    private boolean loadAddress(int rex, int modrm) {
        int low = modrm & 7;
        int base = low | (rex & 1) << 3;
        int length = 3;
        if (low == RSP) {
            // A scaled index is needed to name RSP or R12; only "no index" is an epilogue's.
            if (peek(3) != 0x24 || (rex & 2) != 0) {
                return false;
            }
            length = 4;
        }
        return switch (modrm >>> 6) {
            case 0 -> low != 5 && has(length) && move(length, base, 0);
            case 1 -> has(length + 1) && move(length + 1, base, (byte) peek(length));
            case 2 -> has(length + 4) && move(length + 4, base, code.u32(at + length));
            default -> false;
        };
    }

    private boolean move(int length, int base, long distance) {
        frame.setSp(frame.get(base) + distance);
        at += length;
        return true;
    }

    private boolean pop() {
        int prefix = (peek(0) & 0xfe) == 0x40 ? 1 : 0;
        int high = prefix == 1 ? (peek(0) & 1) << 3 : 0;
        int opcode = peek(prefix);
        int number = opcode - 0x58 | high;
        if (opcode < 0x58 || opcode > 0x5f || number == RSP) {
            return false;
        }
        frame.pop(number);
        at += prefix + 1;
        return true;
    }

    private boolean iret() {
        return peek(0) == 0x48 && peek(1) == 0xcf;
    }

    /// How many bytes a `ret` that comes now releases beyond the return address; -1 when none comes.
    private int released() {
        int prefix = peek(0) == 0xf3 || peek(0) == 0xf2 ? 1 : 0;
        if (peek(prefix) == 0xc3) {
            return 0;
        }
        return peek(prefix) == 0xc2 && has(prefix + 3) ? code.u16(at + prefix + 1) : -1;
    }

    /// Whether a jump comes now that leaves the function, a call in tail position.
    private boolean leaves(Address pc) {
        int prefix = peek(0) == 0xf2 ? 1 : 0;
        Address here = pc.plus(at + prefix);
        int opcode = peek(prefix);
        if (opcode == 0xeb && has(prefix + 2)) {
            return part.isLeftBy(here.plus(2 + (byte) peek(prefix + 1)));
        }
        if (opcode == 0xe9 && has(prefix + 5)) {
            return part.isLeftBy(here.plus(5L + code.u32(at + prefix + 1)));
        }
        // Through memory relative to RIP, as imported functions are reached.
        if (opcode == 0xff && peek(prefix + 1) == 0x25) {
            return true;
        }
        // Compilers mark a jump through a register that leaves by REX.W, which does nothing else; a switch has none.
        return (opcode & 0xf8) == 0x48 && peek(prefix + 1) == 0xff && (peek(prefix + 2) & 0x38) == 0x20;
    }

    private boolean has(int length) {
        return at + length <= code.length();
    }

    private int peek(int ahead) {
        return has(ahead + 1) ? code.get(at + ahead) : -1;
    }
}
