package io.kdlab.sim;

import io.kdlab.sim.Opcode.Immediate;
import io.kdlab.sim.Opcode.Width;

/// What only a kernel executes, and INT. The machine has one privilege level; selectors are kept, never checked.
final class SystemOperations {
    private SystemOperations() {}

    static void addTo(OpcodeTable table) {
        table.plain(0xCC, Width.BYTE, (m, i) -> m.raise(new Trap(CpuFault.BREAKPOINT, Trap.Kind.SOFTWARE, 0, 0)));
        table.constant(0xCD, Width.BYTE, Immediate.BYTE, SystemOperations::interrupt);
        table.plain(0xCF, Width.VARIABLE, (m, i) -> m.interrupts.returnFrom(i));
        table.plain(0xF4, Width.BYTE, (m, i) -> m.halt());
        table.plain(0x10B, Width.BYTE, SystemOperations::undefined);
        table.plain(0x106, Width.BYTE, (m, i) -> m.registers.cr0 &= ~8);
        table.plain(0x108, Width.BYTE, (m, i) -> {}); // INVD, WBINVD: there is no cache
        table.plain(0x109, Width.BYTE, (m, i) -> {});
        table.plain(0x130, Width.BYTE, ModelRegisters::write);
        table.plain(0x131, Width.BYTE, SystemOperations::timeStamp);
        table.plain(0x132, Width.BYTE, ModelRegisters::read);
        table.plain(0x1A2, Width.BYTE, SystemOperations::identify);
        table.modRm(0x120, Width.WORD, (m, i) -> m.registers.gpr[i.rm] = ControlRegisters.read(m, i.reg));
        table.modRm(0x122, Width.WORD, (m, i) -> ControlRegisters.write(m, i.reg, m.registers.gpr[i.rm]));
        table.modRm(0x121, Width.WORD, (m, i) -> m.registers.gpr[i.rm] = ControlRegisters.readDebug(m, i.reg));
        table.modRm(0x123, Width.WORD, (m, i) -> ControlRegisters.writeDebug(m, i.reg, m.registers.gpr[i.rm]));
        table.modRm(0x100, Width.VARIABLE, SystemOperations::taskGroup);
        table.modRm(0x101, Width.VARIABLE, SystemOperations::tableGroup);
        table.modRm(0x1AE, Width.VARIABLE, SystemOperations::fences);
        table.modRm(0x8C, Width.VARIABLE, SystemOperations::fromSegment);
        table.modRm(0x8E, Width.VARIABLE, SystemOperations::toSegment);
    }

    private static void undefined(Cpu m, Instruction i) {
        throw CpuFault.invalidOpcode();
    }

    private static void interrupt(Cpu m, Instruction i) {
        m.raise(new Trap((int) i.immediate & 0xFF, Trap.Kind.SOFTWARE, 0, 0));
    }

    private static void timeStamp(Cpu m, Instruction i) {
        m.registers.set(Registers.RAX, 4, true, m.cycles());
        m.registers.set(Registers.RDX, 4, true, m.cycles() >>> 32);
    }

    /// Leaf 0 and 1 and nothing else: a processor of family 6 with a time stamp counter, by a vendor of our own.
    private static void identify(Cpu m, Instruction i) {
        long leaf = m.registers.get(Registers.RAX, 4, true);
        long[] values = switch ((int) leaf) {
            case 0 -> new long[] {1, 0x616C_646BL, 0x2020_2020L, 0x6D69_7362L}; // "kdla" "bsim" "    "
            case 1 -> new long[] {0x0000_06F0L, 0, 1 << 23, 1 << 4 | 1 << 5 | 1 << 8 | 1 << 15};
            default -> new long[4];
        };
        m.registers.set(Registers.RAX, 4, true, values[0]);
        m.registers.set(Registers.RBX, 4, true, values[1]);
        m.registers.set(Registers.RCX, 4, true, values[2]);
        m.registers.set(Registers.RDX, 4, true, values[3]);
    }

    /// 0F 00: SLDT, STR, LLDT, LTR.
    private static void taskGroup(Cpu m, Instruction i) {
        switch (i.group()) {
            case 0 -> m.operands.setRm(i, m.registers.ldtr);
            case 1 -> m.operands.setRm(i, m.registers.tr);
            case 2 -> m.registers.ldtr = (int) m.operands.rmOf(i, 2);
            case 3 -> m.registers.tr = (int) m.operands.rmOf(i, 2);
            default -> throw CpuFault.invalidOpcode();
        }
    }

    /// 0F 01: SGDT, SIDT, LGDT, LIDT, INVLPG, SWAPGS.
    private static void tableGroup(Cpu m, Instruction i) {
        Registers r = m.registers;
        if (!i.isMemory()) {
            if (!m.mode.isWide() || i.group() != 7 || (i.rm & 7) != 0) {
                throw CpuFault.invalidOpcode();
            }
            long base = r.gsBase;
            r.gsBase = r.kernelGsBase;
            r.kernelGsBase = base;
            return;
        }
        long at = m.operands.address(i);
        switch (i.group()) {
            case 0 -> storeTable(m, at, r.gdtLimit, r.gdtBase);
            case 1 -> storeTable(m, at, r.idtLimit, r.idtBase);
            case 2 -> {
                r.gdtLimit = (int) m.mmu.read(at, 2);
                r.gdtBase = m.mmu.read(at + 2, m.mode.word());
            }
            case 3 -> {
                r.idtLimit = (int) m.mmu.read(at, 2);
                r.idtBase = m.mmu.read(at + 2, m.mode.word());
            }
            case 7 -> m.mmu.flush();
            default -> throw CpuFault.invalidOpcode();
        }
    }

    private static void storeTable(Cpu m, long at, int limit, long base) {
        m.mmu.write(at + 2, m.mode.word(), base);
        m.mmu.write(at, 2, limit);
    }

    /// 0F AE: only LFENCE, MFENCE, SFENCE; there is no floating point to save.
    private static void fences(Cpu m, Instruction i) {
        if (i.isMemory() || i.group() < 5) {
            throw CpuFault.invalidOpcode();
        }
    }

    private static void fromSegment(Cpu m, Instruction i) {
        if (i.group() > 5) {
            throw CpuFault.invalidOpcode();
        }
        int size = i.isMemory() ? 2 : i.size;
        if (i.isMemory()) {
            m.mmu.write(m.operands.address(i), size, m.registers.segments[i.group()]);
        } else {
            m.registers.set(i.rm, size, true, m.registers.segments[i.group()]);
        }
    }

    private static void toSegment(Cpu m, Instruction i) {
        if (i.group() > 5 || i.group() == Registers.CS) {
            throw CpuFault.invalidOpcode();
        }
        loadSegment(m, i.group(), (int) m.operands.rmOf(i, 2));
    }

    /// FS and GS get the base that the descriptor has; the others are flat here, and nothing of a descriptor is
    /// checked.
    static void loadSegment(Cpu m, int segment, int selector) {
        if (segment >= 4) {
            long base = (selector & ~3) == 0 ? 0 : descriptorBase(m, m.registers.gdtBase + (selector & ~7));
            if (segment == 4) {
                m.registers.fsBase = base;
            } else {
                m.registers.gsBase = base;
            }
        }
        m.registers.segments[segment] = selector;
    }

    private static long descriptorBase(Cpu m, long at) {
        long descriptor = m.mmu.read(at, 8);
        return (descriptor >>> 16 & 0xFF_FFFF) | (descriptor >>> 56) << 24;
    }
}
