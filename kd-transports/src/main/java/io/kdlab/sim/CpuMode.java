package io.kdlab.sim;

import io.kdlab.message.Machine;

/// What decides between a 64-bit and a 32-bit processor: the decoder, the length of an address, page tables, and the
/// registers that a kernel's calling convention for `int 2D` uses.
enum CpuMode {
    /// 64-bit mode.
    X64(Machine.X64, 8, PageFormat.FOUR_LEVELS),
    /// 32-bit protected mode with flat segments, of which only FS and GS have a base.
    X86(Machine.X86, 4, PageFormat.TWO_LEVELS);

    private final Machine machine;
    private final int word;
    private final PageFormat paging;

    CpuMode(Machine machine, int word, PageFormat paging) {
        this.machine = machine;
        this.word = word;
        this.paging = paging;
    }

    static CpuMode of(Machine machine) {
        return machine == Machine.X86 ? X86 : X64;
    }

    Machine machine() {
        return machine;
    }

    /// Bytes in an address and in a stack slot.
    int word() {
        return word;
    }

    boolean isWide() {
        return this == X64;
    }

    /// An address as it is in the processor: what is beyond its bits wraps around.
    long wrap(long address) {
        return isWide() ? address : address & 0xFFFF_FFFFL;
    }

    /// An address as KD writes it: always 64 bits, sign-extended.
    long wire(long address) {
        return isWide() ? address : (int) address;
    }

    PageFormat paging() {
        return paging;
    }

    /// The register that carries the argument `index`, 0 to 3, of a debug service.
    int serviceArgument(int index) {
        return switch (index) {
            case 0 -> Registers.RCX;
            case 1 -> Registers.RDX;
            case 2 -> isWide() ? 8 : Registers.RBX;
            default -> isWide() ? 9 : Registers.RDI;
        };
    }
}
