package io.kdlab.command;

import io.kdlab.arch.Architecture;
import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X64;
import io.kdlab.target.DebuggerData;
import io.kdlab.target.MemoryFault;
import io.kdlab.target.MemorySpan;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import io.kdlab.target.Target;
import io.kdlab.target.TargetState;
import io.kdlab.target.TargetVersion;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A stopped target whose memory is the image that clang built from `src/test/c/fixture.c`, and a stack.
///
/// It stands at `DbgBreakPoint`, called by `HotFunction`, `Middle` and `Start`; the return addresses are those of the
/// committed image (`llvm-objdump -d fixture.exe`).
final class FixtureTarget implements Target {
    static final long BASE = 0xfffff80000200000L;
    static final long TEXT = BASE + 0x1000;
    static final long DATA = BASE + 0x3000;
    static final long STACK = 0xffffd00000010f00L;
    static final long DEBUGGER_DATA = DATA + 0x110;
    static final long MODULE_LIST = DATA + 0xd8;
    static final Instant STOPPED = Instant.parse("2026-11-20T12:00:01.250Z");

    private static final class Segment {
        private final long start;
        private final byte[] bytes;

        Segment(long start, byte[] bytes) {
            this.start = start;
            this.bytes = bytes;
        }

        boolean holds(long address) {
            return address - start >= 0 && address - start < bytes.length;
        }
    }

    private final List<Segment> segments = new ArrayList<>();
    private final Bytes special =
            Bytes.zeros(0xe0).with(0, Bytes.ofHex("3300058000000000")).with(0x10, Bytes.ofHex("00a01a"));
    private RegisterFile registers = RegisterFile.zero(X64.INSTANCE);
    private Bytes writtenSpecial = special;

    FixtureTarget() {
        byte[] file = resource("/images/fixture.exe");
        loadImage(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
        ByteBuffer stack = ByteBuffer.allocate(0x100).order(ByteOrder.LITTLE_ENDIAN);
        stack.putLong(0x00, TEXT + 0x1d);
        stack.putLong(0x30, TEXT + 0x40);
        stack.putLong(0x38, 0x1111);
        stack.putLong(0x40, 0x2222);
        stack.putLong(0x60, TEXT + 0x7c);
        stack.putLong(0x90, 0);
        segments.add(new Segment(STACK, stack.array()));
        long value = 0x1011;
        for (String name : List.of("rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "r8", "r9", "r10", "r11", "r12")) {
            registers = registers.with(name, value);
            value = value * 0x11;
        }
        registers = registers
                .withPc(new Address(TEXT + 0x50))
                .withSp(new Address(STACK))
                .with("r13", 0xfffff80000203000L)
                .with("efl", 0x202)
                .with("cs", 0x10)
                .with("ss", 0x18)
                .with("ds", 0x2b)
                .with("es", 0x2b)
                .with("fs", 0x53)
                .with("gs", 0x2b);
    }

    private static byte[] resource(String name) {
        try (InputStream stream = Objects.requireNonNull(FixtureTarget.class.getResourceAsStream(name), name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }

    /// Maps the headers and the sections as a loader does.
    private void loadImage(ByteBuffer file) {
        int pe = file.getInt(0x3c);
        int sections = file.getShort(pe + 6);
        int table = pe + 24 + file.getShort(pe + 20);
        byte[] headers = new byte[0x1000];
        System.arraycopy(file.array(), 0, headers, 0, file.getInt(pe + 24 + 60));
        segments.add(new Segment(BASE, headers));
        for (int i = 0; i < sections; i++) {
            int row = table + 40 * i;
            int size = Math.max(file.getInt(row + 8), file.getInt(row + 16));
            byte[] bytes = new byte[size + 0xfff & ~0xfff];
            System.arraycopy(file.array(), file.getInt(row + 20), bytes, 0, file.getInt(row + 16));
            segments.add(new Segment(BASE + file.getInt(row + 12), bytes));
        }
    }

    @Override
    public Architecture architecture() {
        return X64.INSTANCE;
    }

    @Override
    public TargetState state() {
        return new TargetState.Halted(stop());
    }

    StopEvent stop() {
        return new StopEvent(
                0,
                1,
                new Address(0xffffe00000001080L),
                registers.pc(),
                new StopReason.Exception(0x80000003, true, registers.pc(), List.of(0L)),
                STOPPED);
    }

    @Override
    public Optional<TargetVersion> version() {
        return Optional.of(new TargetVersion(
                0xf, 9601, 6, 2, 0x47, 0x8664, new Address(BASE), new Address(MODULE_LIST), new Address(0)));
    }

    @Override
    public Optional<DebuggerData> debuggerData() {
        Address at = new Address(DEBUGGER_DATA);
        return Optional.of(new DebuggerData(at, readAll(at, DebuggerData.MAX_SIZE), 8));
    }

    @Override
    public int processor() {
        return 0;
    }

    @Override
    public int processorCount() {
        return 1;
    }

    @Override
    public MemorySpan read(Address start, int length) {
        byte[] found = new byte[length];
        for (int i = 0; i < length; i++) {
            long at = start.value() + i;
            Optional<Segment> segment = segmentOf(at);
            if (segment.isEmpty()) {
                Address from = start.plus(i);
                return i == 0 ? new MemorySpan.Unreadable(from) : new MemorySpan.Partial(Bytes.of(found, 0, i), from);
            }
            found[i] = segment.get().bytes[(int) (at - segment.get().start)];
        }
        return new MemorySpan.Known(Bytes.of(found));
    }

    private Optional<Segment> segmentOf(long address) {
        return segments.stream().filter(segment -> segment.holds(address)).findFirst();
    }

    /// Physical memory is the data section, from 0.
    @Override
    public MemorySpan readPhysical(long address, int length) {
        return Long.compareUnsigned(address, 0x1000) < 0
                ? read(new Address(DATA + address), length)
                : new MemorySpan.Unreadable(new Address(address));
    }

    @Override
    public void write(Address start, Bytes bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            Address at = start.plus(i);
            Segment segment = segmentOf(at.value()).orElseThrow(() -> new MemoryFault(at));
            segment.bytes[(int) (at.value() - segment.start)] = (byte) bytes.get(i);
        }
    }

    @Override
    public void writePhysical(long address, Bytes bytes) {
        write(new Address(DATA + address), bytes);
    }

    @Override
    public RegisterFile registers() {
        return registers;
    }

    @Override
    public void setRegisters(RegisterFile changed) {
        registers = changed;
    }

    @Override
    public Bytes readControlSpace(long selector, int length) {
        return writtenSpecial.slice(0, length);
    }

    @Override
    public void writeControlSpace(long selector, Bytes bytes) {
        writtenSpecial = bytes;
    }
}
