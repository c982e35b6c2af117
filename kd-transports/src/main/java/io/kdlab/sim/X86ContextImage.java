package io.kdlab.sim;

import io.kdlab.layout.StructCodec;
import io.kdlab.message.ContextX86;
import io.kdlab.message.FloatingSaveX86;
import io.kdlab.value.Bytes;

/// CONTEXT of x86 and the registers it stands for. Floating point does not exist in the machine: its bytes are kept as
/// the debugger wrote them.
final class X86ContextImage implements RegisterImage {
    private static final StructCodec<ContextX86> CODEC = StructCodec.of(ContextX86.class);
    private static final int CONTROL_PART = 1;
    private static final int INTEGER_PART = 2;
    private static final int SEGMENT_PART = 4;
    private static final int FLOAT_PART = 8;
    private static final int DEBUG_PART = 0x10;
    private static final int X86 = 0x1_0000;
    private static final int ALL = X86 | CONTROL_PART | INTEGER_PART | SEGMENT_PART | FLOAT_PART | DEBUG_PART;
    private static final Bytes NO_FLOATS = Bytes.ofHex("7f020000");

    private final Cpu cpu;
    private FloatingSaveX86 floats;
    private Bytes extended = Bytes.zeros(512);

    X86ContextImage(Cpu cpu) {
        this.cpu = cpu;
        StructCodec<FloatingSaveX86> codec = StructCodec.of(FloatingSaveX86.class);
        floats = codec.decode(NO_FLOATS.concat(Bytes.zeros(codec.size() - NO_FLOATS.length())), 0);
    }

    @Override
    public int size() {
        return CODEC.size();
    }

    @Override
    public Bytes capture() {
        Registers r = cpu.registers;
        return CODEC.encode(new ContextX86(
                ALL,
                (int) cpu.debug.address(0),
                (int) cpu.debug.address(1),
                (int) cpu.debug.address(2),
                (int) cpu.debug.address(3),
                (int) cpu.debug.dr6(),
                (int) cpu.debug.dr7(),
                floats,
                r.segments[5],
                r.segments[4],
                r.segments[0],
                r.segments[3],
                (int) r.gpr[Registers.RDI],
                (int) r.gpr[Registers.RSI],
                (int) r.gpr[Registers.RBX],
                (int) r.gpr[Registers.RDX],
                (int) r.gpr[Registers.RCX],
                (int) r.gpr[Registers.RAX],
                (int) r.gpr[Registers.RBP],
                (int) r.rip,
                r.segments[Registers.CS],
                (int) r.flags,
                (int) r.gpr[Registers.RSP],
                r.segments[Registers.SS],
                extended));
    }

    /// The parts that the image's own flags name.
    @Override
    public void apply(Bytes image) {
        ContextX86 context = CODEC.decode(image, 0);
        int parts = context.contextFlags();
        Registers r = cpu.registers;
        if ((parts & CONTROL_PART) != 0) {
            r.rip = Integer.toUnsignedLong(context.eip());
            set(Registers.RSP, context.esp());
            set(Registers.RBP, context.ebp());
            r.flags = (context.eflags() & (Registers.CHANGEABLE | Registers.RF)) | Registers.FIXED;
            r.segments[Registers.CS] = context.cs() & 0xFFFF;
            r.segments[Registers.SS] = context.ss() & 0xFFFF;
        }
        if ((parts & INTEGER_PART) != 0) {
            set(Registers.RDI, context.edi());
            set(Registers.RSI, context.esi());
            set(Registers.RBX, context.ebx());
            set(Registers.RDX, context.edx());
            set(Registers.RCX, context.ecx());
            set(Registers.RAX, context.eax());
        }
        if ((parts & SEGMENT_PART) != 0) {
            r.segments[5] = context.gs() & 0xFFFF;
            r.segments[4] = context.fs() & 0xFFFF;
            r.segments[0] = context.es() & 0xFFFF;
            r.segments[3] = context.ds() & 0xFFFF;
        }
        if ((parts & FLOAT_PART) != 0) {
            floats = context.floatingSave();
            extended = context.extendedRegisters();
        }
        if ((parts & DEBUG_PART) != 0) {
            int[] addresses = {context.dr0(), context.dr1(), context.dr2(), context.dr3()};
            for (int n = 0; n < addresses.length; n++) {
                cpu.debug.address(n, Integer.toUnsignedLong(addresses[n]));
            }
            cpu.debug.dr6(context.dr6());
            cpu.debug.dr7(context.dr7());
        }
    }

    private void set(int register, int value) {
        cpu.registers.gpr[register] = Integer.toUnsignedLong(value);
    }
}
