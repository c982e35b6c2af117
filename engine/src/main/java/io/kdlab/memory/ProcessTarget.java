package io.kdlab.memory;

import io.kdlab.arch.Architecture;
import io.kdlab.arch.RegisterFile;
import io.kdlab.target.DebuggerData;
import io.kdlab.target.MemoryFault;
import io.kdlab.target.MemorySpan;
import io.kdlab.target.Target;
import io.kdlab.target.TargetState;
import io.kdlab.target.TargetVersion;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.OptionalLong;

/// A target with the user memory of another process than the one that runs.
///
/// Addresses of the user half go through that process's page tables to physical memory; the kernel half, which all
/// processes share, is read as ever.
public final class ProcessTarget implements Target {
    private static final int PAGE = 0x1000;

    private final Target target;
    private final PageTables tables;

    public ProcessTarget(Target target, PageTables tables) {
        this.target = target;
        this.tables = tables;
    }

    private static boolean isUser(Address address) {
        return address.value() >= 0;
    }

    @Override
    public MemorySpan read(Address start, int length) {
        if (!isUser(start)) {
            return target.read(start, length);
        }
        ByteArrayOutputStream found = new ByteArrayOutputStream();
        while (found.size() < length) {
            Address at = start.plus(found.size());
            int piece = Math.min(length - found.size(), PAGE - (int) (at.value() & PAGE - 1));
            OptionalLong physical = tables.physical(at);
            Bytes bytes = physical.isPresent()
                    ? target.readPhysical(physical.getAsLong(), piece).known()
                    : Bytes.EMPTY;
            found.writeBytes(bytes.toByteArray());
            if (bytes.length() < piece) {
                Address from = start.plus(found.size());
                return found.size() == 0
                        ? new MemorySpan.Unreadable(from)
                        : new MemorySpan.Partial(Bytes.of(found.toByteArray()), from);
            }
        }
        return new MemorySpan.Known(Bytes.of(found.toByteArray()));
    }

    @Override
    public void write(Address start, Bytes bytes) {
        if (!isUser(start)) {
            target.write(start, bytes);
            return;
        }
        int done = 0;
        while (done < bytes.length()) {
            Address at = start.plus(done);
            int piece = Math.min(bytes.length() - done, PAGE - (int) (at.value() & PAGE - 1));
            target.writePhysical(tables.physical(at).orElseThrow(() -> new MemoryFault(at)), bytes.slice(done, piece));
            done += piece;
        }
    }

    @Override
    public Architecture architecture() {
        return target.architecture();
    }

    @Override
    public TargetState state() {
        return target.state();
    }

    @Override
    public Optional<TargetVersion> version() {
        return target.version();
    }

    @Override
    public Optional<DebuggerData> debuggerData() {
        return target.debuggerData();
    }

    @Override
    public int processor() {
        return target.processor();
    }

    @Override
    public int processorCount() {
        return target.processorCount();
    }

    @Override
    public void expect(Address start, int length) {
        if (!isUser(start)) {
            target.expect(start, length);
        }
    }

    @Override
    public void ordinary(Address start, int length) {
        if (!isUser(start)) {
            target.ordinary(start, length);
        }
    }

    @Override
    public MemorySpan readPhysical(long address, int length) {
        return target.readPhysical(address, length);
    }

    @Override
    public void writePhysical(long address, Bytes bytes) {
        target.writePhysical(address, bytes);
    }

    @Override
    public RegisterFile registers() {
        return target.registers();
    }

    @Override
    public void setRegisters(RegisterFile registers) {
        target.setRegisters(registers);
    }

    @Override
    public Bytes readControlSpace(long selector, int length) {
        return target.readControlSpace(selector, length);
    }

    @Override
    public void writeControlSpace(long selector, Bytes bytes) {
        target.writeControlSpace(selector, bytes);
    }
}
