package io.kdlab.target;

import io.kdlab.arch.Architecture;
import io.kdlab.arch.RegisterFile;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Optional;

/// What anyone may ask of a kernel: a live one, a dump, a recording.
///
/// Everything that needs a stopped target throws [NotHalted] on a running one and [TargetLost] on one that is
/// gone. A live target is owned by one thread; callers elsewhere go through its session.
public interface Target extends Memory {
    /// What processor it has.
    Architecture architecture();

    @Override
    default int pointerSize() {
        return architecture().pointerSize();
    }

    /// Whether it can be asked anything now.
    TargetState state();

    /// What it says it is; empty before the first stop.
    Optional<TargetVersion> version();

    /// The block by which a kernel tells debuggers where its things are; empty when there is none.
    Optional<DebuggerData> debuggerData();

    /// The processor that requests act on.
    int processor();

    /// How many processors there are, at least one.
    int processorCount();

    /// Reads physical memory.
    MemorySpan readPhysical(long address, int length);

    /// Writes virtual memory, all of it or a [MemoryFault] with the first address not written.
    void write(Address start, Bytes bytes);

    /// Writes physical memory, all of it or a [MemoryFault].
    void writePhysical(long address, Bytes bytes);

    /// The registers of the current processor.
    RegisterFile registers();

    /// Replaces the registers of the current processor.
    void setRegisters(RegisterFile registers);

    /// Reads control space. On x64 and ARM64 `selector` is 0 KPCR, 1 KPRCB, 2 special registers, 3 thread; on x86 it is
    /// an offset into the processor's state.
    Bytes readControlSpace(long selector, int length);

    /// Writes control space.
    void writeControlSpace(long selector, Bytes bytes);

    /// Reads a model specific register of the current processor.
    default long readMsr(int number) {
        throw new Unsupported("model specific registers are read of live targets only");
    }

    /// Writes a model specific register of the current processor.
    default void writeMsr(int number, long value) {
        throw new Unsupported("model specific registers are written on live targets only");
    }

    /// Reads `size` (1, 2 or 4) bytes of an I/O port, which may change the device behind it.
    default long readPort(int port, int size) {
        throw new Unsupported("I/O ports are read of live targets only");
    }

    /// Writes `size` (1, 2 or 4) bytes to an I/O port.
    default void writePort(int port, int size, long value) {
        throw new Unsupported("I/O ports are written on live targets only");
    }
}
