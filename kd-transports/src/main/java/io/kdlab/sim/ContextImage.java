package io.kdlab.sim;

import io.kdlab.value.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// CONTEXT of amd64, 1232 bytes, and the registers it stands for. Floating point and vectors do not exist in the
/// machine: their bytes are kept as the debugger wrote them.
final class ContextImage implements RegisterImage {
    /// The size of the structure.
    static final int SIZE = 0x4D0;

    private static final int FLAGS = 0x30;
    private static final int MXCSR = 0x34;
    private static final int SEGMENTS = 0x38;
    private static final int EFLAGS = 0x44;
    private static final int DEBUG = 0x48;
    private static final int INTEGERS = 0x78;
    private static final int RIP = 0xF8;
    private static final int FLOATS = 0x100;
    private static final int FLOAT_MXCSR = 0x118;

    private static final int CONTROL_PART = 1;
    private static final int INTEGER_PART = 2;
    private static final int SEGMENT_PART = 4;
    private static final int FLOAT_PART = 8;
    private static final int DEBUG_PART = 0x10;
    private static final int AMD64 = 0x10_0000;
    private static final int ALL = AMD64 | CONTROL_PART | INTEGER_PART | SEGMENT_PART | FLOAT_PART | DEBUG_PART;

    /// Selector order in CONTEXT (CS DS ES FS GS SS) as the processor numbers them.
    private static final int[] SELECTORS = {1, 3, 0, 4, 5, 2};

    private static final int DEFAULT_MXCSR = 0x1F80;

    private final Cpu machine;
    private Bytes floats = Bytes.zeros(SIZE - FLOATS)
            .with(0, Bytes.ofHex("7f02"))
            .with(FLOAT_MXCSR - FLOATS, Bytes.ofHex("801f0000ffff0000"));

    ContextImage(Cpu machine) {
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
        out.putInt(FLAGS, ALL).putInt(MXCSR, DEFAULT_MXCSR).putInt(EFLAGS, (int) r.flags);
        for (int n = 0; n < SELECTORS.length; n++) {
            out.putShort(SEGMENTS + 2 * n, (short) r.segments[SELECTORS[n]]);
        }
        for (int n = 0; n < 4; n++) {
            out.putLong(DEBUG + 8 * n, machine.debug.address(n));
        }
        out.putLong(DEBUG + 32, machine.debug.dr6()).putLong(DEBUG + 40, machine.debug.dr7());
        for (int n = 0; n < 16; n++) {
            out.putLong(INTEGERS + 8 * n, r.gpr[n]);
        }
        out.putLong(RIP, r.rip);
        floats.copyTo(image, FLOATS);
        return Bytes.of(image);
    }

    /// Puts the parts into the processor that the image's own flags name.
    @Override
    public void apply(Bytes image) {
        int parts = image.u32(FLAGS);
        Registers r = machine.registers;
        if ((parts & CONTROL_PART) != 0) {
            r.rip = image.u64(RIP);
            r.gpr[Registers.RSP] = image.u64(INTEGERS + 8 * Registers.RSP);
            r.flags = (image.u32(EFLAGS) & (Registers.CHANGEABLE | Registers.RF)) | Registers.FIXED;
            r.segments[Registers.CS] = image.u16(SEGMENTS);
            r.segments[Registers.SS] = image.u16(SEGMENTS + 10);
        }
        if ((parts & INTEGER_PART) != 0) {
            for (int n = 0; n < 16; n++) {
                r.gpr[n] = n == Registers.RSP ? r.gpr[n] : image.u64(INTEGERS + 8 * n);
            }
        }
        if ((parts & SEGMENT_PART) != 0) {
            for (int n = 1; n < 5; n++) {
                r.segments[SELECTORS[n]] = image.u16(SEGMENTS + 2 * n);
            }
        }
        if ((parts & FLOAT_PART) != 0) {
            floats = image.slice(FLOATS, SIZE - FLOATS);
        }
        if ((parts & DEBUG_PART) != 0) {
            for (int n = 0; n < 4; n++) {
                machine.debug.address(n, image.u64(DEBUG + 8 * n));
            }
            machine.debug.dr6(image.u64(DEBUG + 32));
            machine.debug.dr7(image.u64(DEBUG + 40));
        }
    }
}
