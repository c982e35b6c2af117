package io.kdlab.target;

import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Optional;

/// `KDDEBUGGER_DATA64`: where a kernel keeps what debuggers look for.
///
/// Older kernels have a shorter block, so every field may be absent; zero also means absent.
public final class DebuggerData {
    /// Offset of the tag.
    public static final int TAG_OFFSET = 0x10;
    /// Offset of the block's own size.
    public static final int SIZE_OFFSET = 0x14;
    /// The tag: `KDBG`.
    public static final int TAG = 0x4742444b;
    /// What 64-bit kernels since Windows 7 have at least: the block is fetched at once.
    public static final int USUAL_SIZE = 0x340;
    /// The most that is ever read: known blocks end at 0x380.
    public static final int MAX_SIZE = 0x400;

    /// Address of the kernel's image.
    public static final int KERN_BASE = 0x18;
    /// Address where break-ins and bug checks stop.
    public static final int BREAKPOINT_WITH_STATUS = 0x20;
    /// Head of the list of loaded modules.
    public static final int PS_LOADED_MODULE_LIST = 0x48;
    /// Head of the list of processes.
    public static final int PS_ACTIVE_PROCESS_HEAD = 0x50;
    /// Five pointer-sized numbers of a bug check.
    public static final int KI_BUGCHECK_DATA = 0x88;
    /// The ring of what was printed, its end, and where the next character goes. The first two are the ring's own
    /// addresses in the block of old kernels; newer ones have variables for it and its size.
    public static final int KD_PRINT_CIRCULAR_BUFFER = 0x1e0;
    public static final int KD_PRINT_CIRCULAR_BUFFER_END = 0x1e8;
    public static final int KD_PRINT_WRITE_POINTER = 0x1f0;
    public static final int KD_PRINT_CIRCULAR_BUFFER_PTR = 0x2c8;
    public static final int KD_PRINT_BUFFER_SIZE = 0x2d0;
    /// Pointer to the build string.
    public static final int NT_BUILD_LAB = 0x208;
    /// Array of pointers to the processor blocks.
    public static final int KI_PROCESSOR_BLOCK = 0x218;

    /// Offset (16 bits) of the current thread in a processor's block.
    public static final int PRCB_CURRENT_THREAD = 0x2b4;
    /// Offset (16 bits) of the saved CONTEXT in a processor's block.
    public static final int PRCB_STATE_CONTEXT = 0x2bc;
    /// Offset (16 bits) of a processor's block in its KPCR.
    public static final int PCR_CONTAINED_PRCB = 0x2e6;
    /// Offset (16 bits) of the saved special registers in a processor's block.
    public static final int PRCB_STATE_SPECIAL = 0x2f2;
    /// Offset (16 bits) of the pointer to a CONTEXT in a processor's block.
    public static final int PRCB_CONTEXT = 0x338;

    private final Address address;
    private final Bytes block;
    private final int pointerSize;

    /// `block` starts at `address`; the target's pointers have `pointerSize` bytes.
    public DebuggerData(Address address, Bytes block, int pointerSize) {
        this.address = address;
        this.block = block;
        this.pointerSize = pointerSize;
    }

    /// Where the block is in the target.
    public Address address() {
        return address;
    }

    /// The block's bytes, as long as its own size says.
    public Bytes block() {
        return block;
    }

    /// The pointer at `offset`; empty when the block is too short or the field is zero. 32-bit kernels extend some of
    /// their pointers with zeros and some with the sign.
    public Optional<Address> field(int offset) {
        if (offset + 8 > block.length() || block.u64(offset) == 0) {
            return Optional.empty();
        }
        return Optional.of(new Address(pointerSize == 4 ? block.u32(offset) : block.u64(offset)));
    }

    /// The 16-bit field at `offset`; empty when the block is too short.
    public Optional<Integer> u16(int offset) {
        return offset + 2 > block.length() ? Optional.empty() : Optional.of(block.u16(offset));
    }
}
