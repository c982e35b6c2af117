package io.kdlab.dump;

import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X64;
import io.kdlab.target.DebuggerData;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Optional;

/// What a dump tells of its processors: the kernel's block of each, found by KDDEBUGGER_DATA64 (kd-protocol.md §6.2).
///
/// A kernel that stops saves the state of each processor in its block; the one that the dump was made by stands in the
/// header besides.
final class DumpProcessors {
    /// In a CONTEXT: what of it is valid, and that it is one of x64.
    private static final int CONTEXT_FLAGS = 0x30;

    private static final int CONTEXT_AMD64 = 0x0010_0000;

    private final DumpFile dump;
    private final Optional<DebuggerData> data;
    private final Optional<RegisterFile> header;
    private final int current;

    DumpProcessors(DumpFile dump) {
        this.dump = dump;
        this.data = debuggerData(dump);
        this.header = registers(dump.header().context().slice(0, X64.INSTANCE.contextSize()));
        this.current = find();
    }

    private static Optional<DebuggerData> debuggerData(DumpFile dump) {
        long at = dump.header().debuggerData();
        Bytes block = dump.readVirtual(at, DebuggerData.MAX_SIZE);
        if (block.length() < DebuggerData.SIZE_OFFSET + 4 || block.u32(DebuggerData.TAG_OFFSET) != DebuggerData.TAG) {
            return Optional.empty();
        }
        int size = Math.clamp(
                Integer.toUnsignedLong(block.u32(DebuggerData.SIZE_OFFSET)),
                DebuggerData.SIZE_OFFSET + 4,
                block.length());
        return Optional.of(new DebuggerData(new Address(at), block.slice(0, size), 8));
    }

    /// Where the kernel's image begins; zero when the dump does not say.
    Address kernelBase() {
        return data.flatMap(block -> block.field(DebuggerData.KERN_BASE)).orElse(Address.ZERO);
    }

    int count() {
        return Math.clamp(dump.header().processors(), 1, 2048);
    }

    /// The processor that the dump was made by: the one whose saved state is the header's, else the first.
    int current() {
        return current;
    }

    private int find() {
        for (int processor = 0; processor < count() && header.isPresent(); processor++) {
            Optional<RegisterFile> saved = saved(processor);
            if (saved.isPresent()
                    && saved.get().pc().equals(header.get().pc())
                    && saved.get().sp().equals(header.get().sp())) {
                return processor;
            }
        }
        return 0;
    }

    /// The registers of a processor. A header may have none: QEMU leaves them in the processors' blocks only.
    Optional<RegisterFile> registers(int processor) {
        return processor == current ? header.or(() -> saved(processor)) : saved(processor);
    }

    /// Where the block points to, or what it holds itself: a kernel under a debugger fills only that.
    private Optional<RegisterFile> saved(int processor) {
        int size = X64.INSTANCE.contextSize();
        return inBlock(processor, DebuggerData.PRCB_CONTEXT, 8)
                .map(pointer -> dump.readVirtual(pointer.u64(0), size))
                .flatMap(DumpProcessors::registers)
                .or(() -> inBlock(processor, DebuggerData.PRCB_STATE_CONTEXT, size)
                        .flatMap(DumpProcessors::registers));
    }

    private static Optional<RegisterFile> registers(Bytes context) {
        return context.length() >= X64.INSTANCE.contextSize() && (context.u32(CONTEXT_FLAGS) & CONTEXT_AMD64) != 0
                ? Optional.of(RegisterFile.of(X64.INSTANCE, context))
                : Optional.empty();
    }

    /// The special registers of a processor, as its block holds them.
    Optional<Bytes> special(int processor) {
        return inBlock(processor, DebuggerData.PRCB_STATE_SPECIAL, X64.INSTANCE.specialSize());
    }

    /// Where what that control space names begins in virtual memory: KPCR (0), KPRCB (1) or the current thread (3).
    Optional<Address> structure(int processor, long selector) {
        return switch ((int) selector) {
            case 0 ->
                block(processor)
                        .flatMap(at -> offset(DebuggerData.PCR_CONTAINED_PRCB).map(back -> at.plus(-back)));
            case 1 -> block(processor);
            case 3 -> inBlock(processor, DebuggerData.PRCB_CURRENT_THREAD, 8).map(bytes -> new Address(bytes.u64(0)));
            default -> Optional.empty();
        };
    }

    private Optional<Bytes> inBlock(int processor, int field, int length) {
        return block(processor)
                .flatMap(at -> offset(field).map(at::plus))
                .map(at -> dump.readVirtual(at.value(), length))
                .filter(bytes -> bytes.length() == length);
    }

    private Optional<Integer> offset(int field) {
        return data.flatMap(block -> block.u16(field)).filter(offset -> offset != 0);
    }

    private Optional<Address> block(int processor) {
        return data.flatMap(block -> block.field(DebuggerData.KI_PROCESSOR_BLOCK))
                .map(table -> dump.readVirtual(table.value() + 8L * processor, 8))
                .filter(bytes -> bytes.length() == 8 && bytes.u64(0) != 0)
                .map(bytes -> new Address(bytes.u64(0)));
    }
}
