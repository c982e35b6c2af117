package io.kdlab.inspect;

import io.kdlab.target.DebuggerData;
import io.kdlab.target.EngineException;
import io.kdlab.target.GateClosed;
import io.kdlab.target.MemorySpan;
import io.kdlab.target.OutcomeUnknown;
import io.kdlab.target.Target;
import io.kdlab.target.TargetLost;
import io.kdlab.value.Address;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The ring in which a kernel keeps what it printed (kd-protocol.md §6.2: its data block says where).
public final class PrintBuffer {
    /// No kernel keeps more; what says so is no print buffer.
    private static final int LARGEST = 1 << 20;

    private PrintBuffer() {}

    /// What is in the ring, the oldest first; empty when the kernel does not say where it is, or it cannot be read.
    public static Optional<String> read(Target target) {
        try {
            return target.debuggerData().flatMap(data -> read(target, data));
        } catch (TargetLost | GateClosed | OutcomeUnknown gone) {
            throw gone;
        } catch (EngineException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<String> read(Target target, DebuggerData data) {
        Optional<Address> write = data.field(DebuggerData.KD_PRINT_WRITE_POINTER);
        Optional<Address> start = variable(target, data, DebuggerData.KD_PRINT_CIRCULAR_BUFFER_PTR)
                .or(() -> data.field(DebuggerData.KD_PRINT_CIRCULAR_BUFFER));
        if (write.isEmpty() || start.isEmpty()) {
            return Optional.empty();
        }
        long size = size(target, data, start.get());
        long used = target.pointer(write.get()).minus(start.get());
        if (size <= 0 || size > LARGEST || used < 0 || used > size) {
            return Optional.empty();
        }
        if (!(target.read(start.get(), (int) size) instanceof MemorySpan.Known(var ring))) {
            return Optional.empty();
        }
        byte[] bytes = ring.toByteArray();
        String text = new String(bytes, (int) used, (int) (size - used), StandardCharsets.ISO_8859_1)
                + new String(bytes, 0, (int) used, StandardCharsets.ISO_8859_1);
        // The part that was never written, or is cut where the ring closes.
        return Optional.of(text.replace("\0", ""));
    }

    private static Optional<Address> variable(Target target, DebuggerData data, int offset) {
        return data.field(offset).map(target::pointer).filter(at -> !at.equals(Address.ZERO));
    }

    private static long size(Target target, DebuggerData data, Address start) {
        return data.field(DebuggerData.KD_PRINT_BUFFER_SIZE)
                .map(at -> (long) (int) target.u32(at))
                .orElseGet(() -> data.field(DebuggerData.KD_PRINT_CIRCULAR_BUFFER_END)
                        .map(end -> end.minus(start))
                        .orElse(0L));
    }
}
