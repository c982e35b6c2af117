package io.kdlab.unwind;

import io.kdlab.arch.Architecture;
import io.kdlab.arch.Register;
import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X64;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Optional;

/// The registers while a frame is being undone, one step after the other.
final class X64Frame {
    private static final Architecture ARCHITECTURE = X64.INSTANCE;

    private final Reader memory;
    private RegisterFile registers;
    private Optional<Address> machineFrame = Optional.empty();

    X64Frame(Reader memory, RegisterFile registers) {
        this.memory = memory;
        this.registers = registers;
    }

    RegisterFile registers() {
        return registers;
    }

    /// Where the interrupted context was taken from, once it was.
    Optional<Address> machineFrame() {
        return machineFrame;
    }

    long get(int number) {
        return registers.get(numbered(number));
    }

    void setSp(long sp) {
        registers = registers.withSp(new Address(sp));
    }

    void pop(int number) {
        Address sp = registers.sp();
        registers = registers
                .with(numbered(number), memory.u64(sp, "a saved register"))
                .withSp(sp.plus(8));
    }

    /// Takes the return address from the top of the stack.
    static RegisterFile popReturn(RegisterFile registers, Reader memory) {
        Address sp = registers.sp();
        return registers
                .withPc(new Address(memory.u64(sp, "the return address")))
                .withSp(sp.plus(8));
    }

    /// Undoes every step that ends at or before `offset`. Says whether the last was a machine frame, which ends it
    /// all.
    boolean undo(UnwindInfo info, long offset) {
        Address base =
                info.frameIsSet(offset) ? new Address(get(info.frameRegister()) - info.frameOffset()) : registers.sp();
        for (UnwindCode code : info.codes()) {
            if (code.offset() <= offset && undo(info, code, base)) {
                return true;
            }
        }
        return false;
    }

    private boolean undo(UnwindInfo info, UnwindCode code, Address base) {
        long sp = registers.sp().value();
        switch (code.operation()) {
            case UnwindCode.PUSH -> pop(code.info());
            case UnwindCode.ALLOCATE_LARGE -> setSp(sp + (code.info() == 0 ? code.operand() * 8 : code.operand()));
            case UnwindCode.ALLOCATE_SMALL -> setSp(sp + code.info() * 8L + 8);
            case UnwindCode.SET_FRAME -> setSp(get(info.frameRegister()) - info.frameOffset());
            case UnwindCode.SAVE -> restore(code.info(), base.plus(code.operand() * 8));
            case UnwindCode.SAVE_FAR -> restore(code.info(), base.plus(code.operand()));
            case UnwindCode.SAVE_XMM -> restoreVector(code.info(), base.plus(code.operand() * 16));
            case UnwindCode.SAVE_XMM_FAR -> restoreVector(code.info(), base.plus(code.operand()));
            case UnwindCode.MACHINE_FRAME -> {
                interrupted(code.info() == 0 ? 0 : 8);
                return true;
            }
            default -> {
                // Descriptions of epilogues and the spare code undo nothing.
            }
        }
        return false;
    }

    private void restore(int number, Address at) {
        registers = registers.with(numbered(number), memory.u64(at, "a saved register"));
    }

    private void restoreVector(int number, Address at) {
        registers = registers.with("xmm" + number, memory.bytes(at, 16, "a saved register"));
    }

    /// Takes what the processor pushed at an interruption: RIP, CS, EFLAGS, RSP, SS.
    ///
    /// @param skip bytes of an error code before it
    void interrupted(int skip) {
        Address at = registers.sp().plus(skip);
        Bytes pushed = memory.bytes(at, 40, "the interrupted context");
        machineFrame = Optional.of(at);
        registers = registers
                .withPc(new Address(pushed.u64(0)))
                .with("cs", pushed.u16(8))
                .with("efl", Integer.toUnsignedLong(pushed.u32(16)))
                .withSp(new Address(pushed.u64(24)))
                .with("ss", pushed.u16(32));
    }

    /// Unwind codes and instructions number registers as they follow each other in the context record.
    private static Register numbered(int number) {
        return ARCHITECTURE.numbered(number);
    }
}
