package io.kdlab.sim;

import io.kdlab.layout.StructCodec;
import io.kdlab.message.DescriptorTableX86;
import io.kdlab.message.SpecialRegistersX86;
import io.kdlab.value.Bytes;

/// KSPECIAL_REGISTERS of x86: control, debug and table registers.
final class X86SpecialImage implements RegisterImage {
    private static final StructCodec<SpecialRegistersX86> CODEC = StructCodec.of(SpecialRegistersX86.class);

    private final Cpu cpu;

    X86SpecialImage(Cpu cpu) {
        this.cpu = cpu;
    }

    @Override
    public int size() {
        return CODEC.size();
    }

    @Override
    public Bytes capture() {
        Registers r = cpu.registers;
        return CODEC.encode(new SpecialRegistersX86(
                (int) r.cr0,
                (int) r.cr2,
                (int) r.cr3,
                (int) r.cr4,
                (int) cpu.debug.address(0),
                (int) cpu.debug.address(1),
                (int) cpu.debug.address(2),
                (int) cpu.debug.address(3),
                (int) cpu.debug.dr6(),
                (int) cpu.debug.dr7(),
                new DescriptorTableX86((short) r.gdtLimit, (int) r.gdtBase),
                new DescriptorTableX86((short) r.idtLimit, (int) r.idtBase),
                (short) r.tr,
                (short) r.ldtr));
    }

    @Override
    public void apply(Bytes part) {
        SpecialRegistersX86 image = CODEC.decode(capture().with(0, part), 0);
        Registers r = cpu.registers;
        r.cr0 = Integer.toUnsignedLong(image.cr0());
        r.cr2 = Integer.toUnsignedLong(image.cr2());
        r.cr3 = Integer.toUnsignedLong(image.cr3());
        r.cr4 = Integer.toUnsignedLong(image.cr4());
        int[] addresses = {image.kernelDr0(), image.kernelDr1(), image.kernelDr2(), image.kernelDr3()};
        for (int n = 0; n < addresses.length; n++) {
            cpu.debug.address(n, Integer.toUnsignedLong(addresses[n]));
        }
        cpu.debug.dr6(image.kernelDr6());
        cpu.debug.dr7(image.kernelDr7());
        r.gdtLimit = Short.toUnsignedInt(image.gdtr().limit());
        r.gdtBase = Integer.toUnsignedLong(image.gdtr().base());
        r.idtLimit = Short.toUnsignedInt(image.idtr().limit());
        r.idtBase = Integer.toUnsignedLong(image.idtr().base());
        r.tr = Short.toUnsignedInt(image.tr());
        r.ldtr = Short.toUnsignedInt(image.ldtr());
        cpu.mmu.flush();
    }
}
