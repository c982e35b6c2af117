package io.kdlab.sim;

import io.kdlab.sim.Opcode.Immediate;

/// Bytes at RIP → [Instruction]: prefixes, opcode, ModRM, SIB, displacement, constant; never more than 15 bytes.
final class Decoder {
    private static final int LONGEST = 15;

    private final Mmu mmu;
    private final OpcodeTable table;
    private final boolean wide;
    private final int word;

    Decoder(Mmu mmu, CpuMode mode) {
        this.mmu = mmu;
        table = OpcodeTable.of(mode);
        wide = mode.isWide();
        word = mode.word();
    }

    /// Fills `i` with what stands at `rip`. Unknown opcodes and forbidden prefixes raise #UD, too long ones #GP.
    Opcode decode(long rip, Instruction i) {
        i.reset(rip);
        i.address32 = !wide;
        int opcode = prefixes(i);
        if (opcode == 0x0F) {
            opcode = 0x100 | next(i);
        }
        i.opcode = opcode;
        Opcode row = table.get(opcode);
        if (row == null) {
            throw CpuFault.invalidOpcode();
        }
        i.size = switch (row.width()) {
            case BYTE -> 1;
            case VARIABLE -> (i.rex & 8) != 0 ? 8 : i.operand16 ? 2 : 4;
            case STACK -> i.operand16 && (i.rex & 8) == 0 ? 2 : word;
            case WORD -> word;
        };
        if (row.modRm()) {
            modRm(i);
        }
        constant(i, row.immediate());
        if (i.lock && !(row.lockable() && i.isMemory())) {
            throw CpuFault.invalidOpcode();
        }
        return row;
    }

    private int prefixes(Instruction i) {
        while (true) {
            int b = next(i);
            switch (b) {
                case 0x66 -> i.operand16 = true;
                case 0x67 -> shortAddress(i);
                case 0xF0 -> i.lock = true;
                case 0xF2, 0xF3 -> i.repeat = b;
                case 0x64 -> i.segment = 4;
                case 0x65 -> i.segment = 5;
                case 0x26, 0x2E, 0x36, 0x3E -> {} // ignored in 64-bit mode; in 32-bit mode these are flat here
                default -> {
                    if (!wide || (b & 0xF0) != 0x40) {
                        return b;
                    }
                    i.rex = b;
                    int after = next(i);
                    if (isPrefix(after)) { // REX counts only right before the opcode
                        i.rex = 0;
                        i.next--;
                        continue;
                    }
                    return after;
                }
            }
        }
    }

    /// 16-bit addresses are not known here.
    private void shortAddress(Instruction i) {
        if (!wide) {
            throw CpuFault.invalidOpcode();
        }
        i.address32 = true;
    }

    private static boolean isPrefix(int b) {
        return switch (b) {
            case 0x66, 0x67, 0xF0, 0xF2, 0xF3, 0x64, 0x65, 0x26, 0x2E, 0x36, 0x3E -> true;
            default -> (b & 0xF0) == 0x40;
        };
    }

    private void modRm(Instruction i) {
        int b = next(i);
        i.hasModRm = true;
        i.mod = b >>> 6;
        i.reg = (b >>> 3 & 7) | (i.rex & 4) << 1;
        int rm = b & 7;
        if (i.mod == 3) {
            i.rm = rm | (i.rex & 1) << 3;
            return;
        }
        if (rm == 4) {
            sib(i);
        } else if (rm == 5 && i.mod == 0) {
            i.base = wide ? Instruction.RIP_RELATIVE : Instruction.NO_REGISTER;
            i.displacement = signed(i, 4);
            return;
        } else {
            i.base = rm | (i.rex & 1) << 3;
        }
        if (i.mod == 1) {
            i.displacement = signed(i, 1);
        } else if (i.mod == 2) {
            i.displacement = signed(i, 4);
        }
    }

    private void sib(Instruction i) {
        int b = next(i);
        i.scale = b >>> 6;
        int index = (b >>> 3 & 7) | (i.rex & 2) << 2;
        i.index = index == 4 ? Instruction.NO_REGISTER : index;
        if ((b & 7) == 5 && i.mod == 0) {
            i.displacement = signed(i, 4);
        } else {
            i.base = (b & 7) | (i.rex & 1) << 3;
        }
    }

    private void constant(Instruction i, Immediate kind) {
        switch (kind) {
            case NONE -> {}
            case BYTE -> i.immediate = signed(i, 1);
            case WORD -> i.immediate = signed(i, 2) & 0xFFFF;
            case SIGNED -> i.immediate = signed(i, Math.min(i.size, 4));
            case NEAR -> i.immediate = signed(i, 4);
            case FULL -> i.immediate = signed(i, i.size);
            case OFFSET -> i.immediate = i.address32 ? signed(i, 4) & 0xFFFF_FFFFL : signed(i, 8);
            case TEST_ONLY -> i.immediate = i.group() < 2 ? signed(i, Math.min(i.size, 4)) : 0;
        }
    }

    private int next(Instruction i) {
        if (i.next - i.address >= LONGEST) {
            throw CpuFault.protection(0);
        }
        return mmu.fetch(i.next++);
    }

    private long signed(Instruction i, int size) {
        if (i.next - i.address + size > LONGEST) {
            throw CpuFault.protection(0);
        }
        long value = 0;
        if (((int) i.next & 0xFFF) + size <= SimMemory.PAGE) {
            value = mmu.fetch(i.next, size);
        } else {
            for (int n = 0; n < size; n++) {
                value |= (long) mmu.fetch(i.next + n) << (8 * n);
            }
        }
        i.next += size;
        return Alu.signExtend(value, size);
    }
}
