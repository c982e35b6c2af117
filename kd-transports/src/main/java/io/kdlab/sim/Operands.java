package io.kdlab.sim;

/// Where an instruction's operands come from and go to: registers, memory, stack.
final class Operands {
    private final Registers registers;
    private final Mmu mmu;
    private final CpuMode mode;

    Operands(Registers registers, Mmu mmu, CpuMode mode) {
        this.registers = registers;
        this.mmu = mmu;
        this.mode = mode;
    }

    /// The effective address without a segment base: what LEA yields.
    long offset(Instruction i) {
        long sum = i.displacement;
        if (i.base == Instruction.RIP_RELATIVE) {
            sum += i.next;
        } else if (i.base != Instruction.NO_REGISTER) {
            sum += registers.gpr[i.base];
        }
        if (i.index != Instruction.NO_REGISTER) {
            sum += registers.gpr[i.index] << i.scale;
        }
        return i.address32 ? sum & 0xFFFF_FFFFL : sum;
    }

    /// What FS or GS adds, if one of them was named.
    long segmentBase(Instruction i) {
        return switch (i.segment) {
            case 4 -> registers.fsBase;
            case 5 -> registers.gsBase;
            default -> 0;
        };
    }

    long address(Instruction i) {
        return mode.wrap(offset(i) + segmentBase(i));
    }

    /// The ModRM operand, register or memory.
    long rm(Instruction i) {
        return rmOf(i, i.size);
    }

    /// The same with another length than the instruction's.
    long rmOf(Instruction i, int size) {
        return i.isMemory() ? mmu.read(address(i), size) : registers.get(i.rm, size, i.hasRex());
    }

    void setRm(Instruction i, long value) {
        if (i.isMemory()) {
            mmu.write(address(i), i.size, value);
        } else {
            registers.set(i.rm, i.size, i.hasRex(), value);
        }
    }

    /// The register operand of ModRM.
    long reg(Instruction i) {
        return registers.get(i.reg, i.size, i.hasRex());
    }

    void setReg(Instruction i, long value) {
        registers.set(i.reg, i.size, i.hasRex(), value);
    }

    /// AL, AX, EAX or RAX.
    long accumulator(Instruction i) {
        return registers.get(Registers.RAX, i.size, true);
    }

    void setAccumulator(Instruction i, long value) {
        registers.set(Registers.RAX, i.size, true, value);
    }

    void push(int size, long value) {
        long top = mode.wrap(registers.gpr[Registers.RSP] - size);
        mmu.write(top, size, value);
        registers.gpr[Registers.RSP] = top;
    }

    long pop(int size) {
        long value = mmu.read(registers.gpr[Registers.RSP], size);
        drop(size);
        return value;
    }

    /// Takes bytes off the stack.
    void drop(long size) {
        registers.gpr[Registers.RSP] = mode.wrap(registers.gpr[Registers.RSP] + size);
    }
}
