package io.kdlab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Traps, interrupts, paging and debug registers, as the manuals have them (there is no vector for what only a kernel
/// sees).
final class CpuTest {
    private static final int HANDLER = 0x40;

    private final Bench bench = new Bench();
    private final Cpu m = bench.machine;
    private final Registers r = m.registers;

    @Test
    void aTrapFlagStopsBehindEachInstruction() {
        bench.code(0x90, 0xFF, 0xC0); // nop; inc eax
        r.flag(Registers.TF, true);
        assertThat(m.step()).isEqualTo(new Trap(CpuFault.DEBUG, Trap.Kind.TRAP, 0, DebugRegisters.DR6_STEP));
        assertThat(r.rip).isEqualTo(Bench.CODE + 1);
        assertThat(m.step()).isNotNull();
        assertThat(r.gpr[Registers.RAX]).isEqualTo(1);
    }

    @Test
    void aFaultLeavesEverythingAsItWas() {
        bench.code(0x50); // push rax
        r.gpr[Registers.RSP] = 0x1000;
        long flags = r.flags;
        assertThat(m.step()).isEqualTo(new Trap(CpuFault.PAGE, Trap.Kind.FAULT, Mmu.WRITE, 0xFF8));
        assertThat(r.rip).isEqualTo(Bench.CODE);
        assertThat(r.gpr[Registers.RSP]).isEqualTo(0x1000);
        assertThat(r.flags).isEqualTo(flags);
    }

    @ParameterizedTest
    @CsvSource({
        "8b07, 0000000000001000, 14, 0", // read, not present
        "8907, 0000000000001000, 14, 2", // write, not present
        "8b07, 8000000000000000, 13, 0" // not canonical
    })
    void accessesFaultWithTheirErrorCode(String code, String address, int vector, int error) {
        int[] bytes = {Integer.parseInt(code.substring(0, 2), 16), Integer.parseInt(code.substring(2), 16)};
        bench.code(bytes);
        r.gpr[Registers.RDI] = Long.parseUnsignedLong(address, 16);
        assertThat(m.step())
                .isNotNull()
                .extracting(Trap::vector, Trap::errorCode)
                .containsExactly(vector, error);
    }

    @Test
    void dataPagesAreNotExecuted() {
        r.rip = Bench.DATA;
        assertThat(m.step()).isEqualTo(new Trap(CpuFault.PAGE, Trap.Kind.FAULT, Mmu.FETCH | Mmu.PROTECTED, Bench.DATA));
    }

    @Test
    void writesAcrossAPageWriteBothPagesOrNeither() {
        m.mmu.write(Bench.DATA + 4092, 8, 0x1122_3344_5566_7788L);
        assertThat(m.mmu.read(Bench.DATA + 4096, 4)).isEqualTo(0x1122_3344L);
        bench.code(0x48, 0x89, 0x07); // mov [rdi], rax
        r.gpr[Registers.RDI] = Bench.DATA + 8 * 4096 - 4;
        r.gpr[Registers.RAX] = -1;
        assertThat(m.step()).isNotNull();
        assertThat(m.mmu.read(Bench.DATA + 8 * 4096 - 4, 4)).isZero();
    }

    @Test
    void accessAndDirtyBitsAreSetByTheWalk() {
        PageWalk walk = new PageWalk(m.memory, PageFormat.FOUR_LEVELS);
        assertThat(walk.leaf(r.cr3, Bench.DATA, 0) & (PageWalk.ACCESSED | PageWalk.DIRTY))
                .isZero();
        m.mmu.read(Bench.DATA, 1);
        assertThat(walk.leaf(r.cr3, Bench.DATA, 0) & (PageWalk.ACCESSED | PageWalk.DIRTY))
                .isEqualTo(PageWalk.ACCESSED);
        m.mmu.write(Bench.DATA, 1, 1);
        assertThat(walk.leaf(r.cr3, Bench.DATA, 0) & PageWalk.DIRTY).isNotZero();
    }

    @Test
    void anUnknownInstructionIsAnInvalidOpcode() {
        bench.code(0x0F, 0x58, 0xC1); // addps xmm0, xmm1
        assertThat(m.step()).isEqualTo(new Trap(CpuFault.INVALID_OPCODE, Trap.Kind.FAULT, 0, 0));
        assertThat(r.rip).isEqualTo(Bench.CODE);
    }

    @ParameterizedTest
    @CsvSource({"f0 01 c0", "f0 89 07", "f0 3b 07", "f0 90", "48 f0 01 07 00"})
    void lockIsAllowedOnlyWhereMemoryIsChanged(String code) {
        String[] parts = code.split(" ");
        int[] bytes = new int[parts.length];
        for (int n = 0; n < parts.length; n++) {
            bytes[n] = Integer.parseInt(parts[n], 16);
        }
        bench.code(bytes);
        r.gpr[Registers.RDI] = Bench.DATA;
        Trap trap = m.step();
        if (bytes[0] == 0x48) { // REX not right before the opcode is ignored: lock add [rdi], eax
            assertThat(trap).isNull();
        } else {
            assertThat(trap).isEqualTo(new Trap(CpuFault.INVALID_OPCODE, Trap.Kind.FAULT, 0, 0));
        }
    }

    @Test
    void instructionsLongerThanFifteenBytesAreRefused() {
        int[] bytes = new int[16];
        Arrays.fill(bytes, 0x66);
        bytes[15] = 0x90;
        bench.code(bytes);
        assertThat(m.step()).isEqualTo(new Trap(CpuFault.PROTECTION, Trap.Kind.FAULT, 0, 0));
    }

    @Test
    void anExecutionBreakpointStopsBeforeTheInstructionAndResumeFlagLetsItGo() {
        bench.code(0x90, 0x90);
        m.debug.address(2, Bench.CODE + 1);
        m.debug.dr7(0x20);
        assertThat(m.step()).isNull();
        assertThat(m.step()).isEqualTo(new Trap(CpuFault.DEBUG, Trap.Kind.FAULT, 0, 4));
        assertThat(m.step()).isNotNull();
        r.flag(Registers.RF, true);
        assertThat(m.step()).isNull();
        assertThat(r.flag(Registers.RF)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // kind, length code, offset of the breakpoint, code, hit
        "1, 3, 0, 8907, true", // mov [rdi], eax
        "1, 3, 0, 8b07, false", // mov eax, [rdi]
        "3, 3, 0, 8b07, true",
        "1, 0, 3, 8907, true", // one byte inside the four
        "1, 0, 4, 8907, false",
        "1, 2, 2, 8907, true", // eight bytes, aligned down to 0
        "3, 1, 4, 8907, false"
    })
    void dataBreakpointsStopBehindTheAccess(int kind, int length, int offset, String code, boolean hit) {
        bench.code(Integer.parseInt(code.substring(0, 2), 16), Integer.parseInt(code.substring(2), 16));
        r.gpr[Registers.RDI] = Bench.DATA;
        m.debug.address(0, Bench.DATA + offset);
        m.debug.dr7(2L | (long) (kind | length << 2) << 16);
        Trap trap = m.step();
        assertThat(r.rip).isEqualTo(Bench.CODE + 2);
        assertThat(trap).isEqualTo(hit ? new Trap(CpuFault.DEBUG, Trap.Kind.TRAP, 0, 1) : null);
    }

    @Test
    void anInterruptEntersItsHandlerAndIretReturns() {
        gate(0xD1, Bench.CODE + HANDLER);
        bench.code(0x90, 0x90);
        m.mmu.write(Bench.CODE + HANDLER, 2, 0xCF48); // iretq
        r.flag(Registers.IF, true);
        r.gpr[Registers.RSP] -= 8; // the processor aligns
        long rsp = r.gpr[Registers.RSP];
        m.interrupt(0xD1);
        assertThat(m.step()).isNull();
        assertThat(r.rip).isEqualTo(Bench.CODE + HANDLER);
        assertThat(r.flag(Registers.IF)).isFalse();
        assertThat(r.gpr[Registers.RSP] & 15).isEqualTo(8);
        assertThat(m.mmu.read(r.gpr[Registers.RSP] + 24, 8)).isEqualTo(rsp);
        assertThat(m.step()).isNull();
        assertThat(r.rip).isEqualTo(Bench.CODE);
        assertThat(r.gpr[Registers.RSP]).isEqualTo(rsp);
        assertThat(r.flag(Registers.IF)).isTrue();
    }

    @Test
    void stiLetsOneMoreInstructionPassAndHaltWakes() {
        gate(0xD1, Bench.CODE + HANDLER);
        bench.code(0xFB, 0xF4); // sti; hlt
        m.interrupt(0xD1);
        assertThat(m.step()).isNull();
        assertThat(m.step()).isNull();
        assertThat(r.rip).as("halted behind hlt").isEqualTo(Bench.CODE + 2);
        assertThat(m.step()).isNull();
        assertThat(r.rip).isEqualTo(Bench.CODE + HANDLER);
    }

    @Test
    void aHaltWithoutInterruptWaits() {
        bench.code(0xFB, 0xF4, 0x90);
        assertThat(m.step()).isNull();
        assertThat(m.step()).isNull();
        assertThat(m.halted()).isTrue();
        long cycles = m.cycles();
        assertThat(m.step()).isNull();
        assertThat(m.cycles()).isEqualTo(cycles);
    }

    @Test
    void aStepOntoHaltIsOverWithoutAnInterrupt() {
        bench.code(0xF4, 0x90);
        r.flag(Registers.TF, true);
        assertThat(m.step()).isNotNull();
        assertThat(m.halted()).isFalse();
        assertThat(r.rip).isEqualTo(Bench.CODE + 1);
    }

    @Test
    void aDeliveredPageFaultPushesItsCodeAndSetsCr2() {
        gate(CpuFault.PAGE, Bench.CODE + HANDLER);
        bench.code(0x8B, 0x07);
        r.gpr[Registers.RDI] = 0x4444;
        Trap trap = Objects.requireNonNull(m.step());
        assertThat(m.deliver(trap)).isTrue();
        assertThat(r.cr2).isEqualTo(0x4444);
        assertThat(m.mmu.read(r.gpr[Registers.RSP], 8)).as("error code").isZero();
        assertThat(m.mmu.read(r.gpr[Registers.RSP] + 8, 8)).isEqualTo(Bench.CODE);
    }

    @Test
    void withoutTablesNothingCanBeDelivered() {
        assertThat(m.deliver(new Trap(CpuFault.INVALID_OPCODE, Trap.Kind.FAULT, 0, 0)))
                .isFalse();
    }

    @Test
    void anEmptyGateIsAProtectionFaultOfTheIntItself() {
        gate(CpuFault.PROTECTION, Bench.CODE + HANDLER);
        bench.code(0xCD, 0x2C);
        assertThat(m.deliver(Objects.requireNonNull(m.step()))).isTrue();
        assertThat(r.rip).isEqualTo(Bench.CODE + HANDLER);
        assertThat(m.mmu.read(r.gpr[Registers.RSP], 8))
                .as("error code: the vector, in the IDT")
                .isEqualTo(0x2C * 8 + 2);
        assertThat(m.mmu.read(r.gpr[Registers.RSP] + 8, 8)).isEqualTo(Bench.CODE);
    }

    @Test
    void aFaultWithoutGateIsADoubleFaultOnlyBehindOneOfItsClass() {
        gate(CpuFault.DOUBLE_FAULT, Bench.CODE + HANDLER);
        gate(CpuFault.PROTECTION, Bench.CODE + 2 * HANDLER);
        assertThat(m.deliver(new Trap(CpuFault.DIVIDE, Trap.Kind.FAULT, 0, 0))).isTrue();
        assertThat(r.rip).as("divide, then protection").isEqualTo(Bench.CODE + HANDLER);
        assertThat(m.deliver(new Trap(CpuFault.INVALID_OPCODE, Trap.Kind.FAULT, 0, 0)))
                .isTrue();
        assertThat(r.rip).as("an opcode fault is benign").isEqualTo(Bench.CODE + 2 * HANDLER);
    }

    @Test
    void repeatedStringsDoOneElementAStep() {
        bench.code(0xF3, 0xAA); // rep stosb
        r.gpr[Registers.RDI] = Bench.DATA;
        r.gpr[Registers.RCX] = 3;
        r.gpr[Registers.RAX] = 0x5A;
        m.step();
        assertThat(r.rip).isEqualTo(Bench.CODE);
        m.step();
        m.step();
        assertThat(r.rip).isEqualTo(Bench.CODE + 2);
        assertThat(m.mmu.read(Bench.DATA, 4)).isEqualTo(0x5A_5A5A);
    }

    /// What is left are traps and interrupts of the kernel at work: a few bytes in a hundred steps, none in a step.
    @ParameterizedTest
    @EnumSource(CpuMode.class)
    void aStepAllocatesNothing(CpuMode mode) {
        Cpu cpu = SimBoot.of(mode, 1, 1).cpu();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Wander.on(cpu, 200_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        Wander.on(cpu, 1_000_000);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
    }

    @Test
    void segmentBasesCountForFsAndGsOnly() {
        bench.code(0x65, 0x48, 0x8B, 0x04, 0x25, 0x08, 0, 0, 0); // mov rax, gs:[8]
        r.gsBase = Bench.DATA;
        m.mmu.write(Bench.DATA + 8, 8, 77);
        m.step();
        assertThat(r.gpr[Registers.RAX]).isEqualTo(77);
    }

    private void gate(int vector, long handler) {
        r.idtBase = Bench.TABLES;
        r.idtLimit = 0xFFF;
        long low = (handler & 0xFFFF) | 0x10L << 16 | 0x8E00L << 32 | (handler >>> 16 & 0xFFFF) << 48;
        m.mmu.write(Bench.TABLES + vector * 16L, 8, low);
        m.mmu.write(Bench.TABLES + vector * 16L + 8, 8, handler >>> 32);
    }
}
