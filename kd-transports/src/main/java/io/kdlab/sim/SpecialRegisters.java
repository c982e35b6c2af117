package io.kdlab.sim;

import io.kdlab.value.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// KSPECIAL_REGISTERS of amd64: control, debug, table and model specific registers.
final class SpecialRegisters implements RegisterImage {
    /// The size of the structure.
    static final int SIZE = 0xF0;

    private static final int DR0 = 0x20;
    private static final int GDT_LIMIT = 0x56;
    private static final int IDT_LIMIT = 0x66;
    private static final int MXCSR = 0x74;
    private static final int CR8 = 0xA0;
    private static final int GS_BASE = 0xA8;
    private static final int FS_BASE = 0xE0;

    private final Cpu machine;

    SpecialRegisters(Cpu machine) {
        this.machine = machine;
    }

    @Override
    public int size() {
        return SIZE;
    }

    @Override
    public Bytes capture() {
        Registers r = machine.registers;
        byte[] image = new byte[SIZE];
        ByteBuffer out = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(r.cr0).putLong(r.cr2).putLong(r.cr3).putLong(r.cr4);
        for (int n = 0; n < 4; n++) {
            out.putLong(machine.debug.address(n));
        }
        out.putLong(machine.debug.dr6()).putLong(machine.debug.dr7());
        out.putShort(GDT_LIMIT, (short) r.gdtLimit).putLong(GDT_LIMIT + 2, r.gdtBase);
        out.putShort(IDT_LIMIT, (short) r.idtLimit).putLong(IDT_LIMIT + 2, r.idtBase);
        out.putShort(0x70, (short) r.tr).putShort(0x72, (short) r.ldtr).putInt(MXCSR, 0x1F80);
        out.putLong(0x78, r.debugControl).putLong(CR8, r.cr8);
        out.position(GS_BASE);
        out.putLong(r.gsBase)
                .putLong(r.kernelGsBase)
                .putLong(r.star)
                .putLong(r.lstar)
                .putLong(r.cstar);
        out.putLong(r.syscallMask);
        out.putLong(FS_BASE, r.fsBase);
        return Bytes.of(image);
    }

    /// Puts an image of at least the first 0xA0 bytes into the processor; a shorter one changes what it covers.
    @Override
    public void apply(Bytes part) {
        Bytes image = capture().with(0, part);
        Registers r = machine.registers;
        r.cr0 = image.u64(0);
        r.cr2 = image.u64(8);
        r.cr3 = image.u64(16);
        r.cr4 = image.u64(24);
        for (int n = 0; n < 4; n++) {
            machine.debug.address(n, image.u64(DR0 + 8 * n));
        }
        machine.debug.dr6(image.u64(0x40));
        machine.debug.dr7(image.u64(0x48));
        r.gdtLimit = image.u16(GDT_LIMIT);
        r.gdtBase = image.u64(GDT_LIMIT + 2);
        r.idtLimit = image.u16(IDT_LIMIT);
        r.idtBase = image.u64(IDT_LIMIT + 2);
        r.tr = image.u16(0x70);
        r.ldtr = image.u16(0x72);
        r.debugControl = image.u64(0x78);
        r.cr8 = image.u64(CR8);
        r.gsBase = image.u64(GS_BASE);
        r.kernelGsBase = image.u64(GS_BASE + 8);
        r.star = image.u64(GS_BASE + 16);
        r.lstar = image.u64(GS_BASE + 24);
        r.cstar = image.u64(GS_BASE + 32);
        r.syscallMask = image.u64(GS_BASE + 40);
        r.fsBase = image.u64(FS_BASE);
        machine.mmu.flush();
    }
}
