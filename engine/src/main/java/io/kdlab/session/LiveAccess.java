package io.kdlab.session;

import io.kdlab.arch.Architecture;
import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.SpecialRegisters;
import io.kdlab.memory.CachedMemory;
import io.kdlab.memory.ReadAhead;
import io.kdlab.stub.StopReport;
import io.kdlab.stub.StubReply;
import io.kdlab.stub.StubRequest;
import io.kdlab.target.MemoryFault;
import io.kdlab.target.MemorySpan;
import io.kdlab.target.RequestRefused;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/// Memory, registers and slots of a stopped target, in requests of one packet each, with what was read kept
/// until the target leaves. Belongs to the thread that owns the session; does not ask whether the target is
/// stopped.
public final class LiveAccess {
    private final Exchange exchange;
    private Architecture architecture;
    private final ReadAhead ahead;
    private final CachedMemory memory;
    private final CachedMemory physical;
    private final Map<Integer, RegisterFile> registers = new HashMap<>();
    private int processor;
    private boolean reportsTellDr7;

    LiveAccess(Exchange exchange, Architecture architecture) {
        this.exchange = exchange;
        this.architecture = architecture;
        this.ahead = new ReadAhead(exchange.largestRead(), exchange::rate);
        this.memory = new CachedMemory(this::fetch, ahead);
        // What lies at a physical address nobody says: nothing is fetched ahead.
        this.physical = new CachedMemory(this::fetchPhysical, new ReadAhead(exchange.largestRead(), () -> 0));
    }

    private CachedMemory.Fetched fetchPhysical(Address at, int length) {
        return fetched(exchange.expect(StubReply.Data.class, new StubRequest.ReadPhysical(at.value(), length)));
    }

    private CachedMemory.Fetched fetch(Address at, int length) {
        return fetched(exchange.expect(StubReply.Data.class, new StubRequest.ReadVirtual(processor, at, length)));
    }

    private static CachedMemory.Fetched fetched(StubReply.Data data) {
        return new CachedMemory.Fetched(
                data.bytes(), !data.status().isSuccess(), data.status().equals(NtStatus.NOT_FOUND));
    }

    Architecture architecture() {
        return architecture;
    }

    /// The target has said what its processors are.
    void understand(Architecture told) {
        architecture = told;
    }

    /// Memory as the stopped processor sees it.
    CachedMemory memory() {
        return memory;
    }

    /// Where images lie; see [ReadAhead#images].
    public void images(UnaryOperator<Address> end) {
        ahead.images(end);
    }

    /// What need not be read from the target; see [CachedMemory.Unchanging].
    public void unchanging(CachedMemory.Unchanging disk) {
        memory.unchanging(disk);
    }

    /// Forgets all memory that was read. One byte may be seen at many addresses, so that is done at every write.
    public void dropMemory() {
        memory.drop();
        physical.drop();
    }

    /// How many bytes of memory, virtual and physical, are known.
    public long remembered() {
        return memory.remembered() + physical.remembered();
    }

    /// The target stopped, reported by `by`.
    void stoppedAt(int by) {
        left();
        processor = by;
    }

    /// The target left: nothing that was read holds any more.
    void left() {
        dropMemory();
        registers.clear();
    }

    /// Another kernel may be there: nothing that was learned about it holds.
    void forget() {
        left();
        reportsTellDr7 = false;
    }

    MemorySpan readPhysical(long address, int length) {
        return physical.read(new Address(address), length);
    }

    void write(int on, Address start, Bytes bytes) {
        dropMemory();
        for (int done = 0; done < bytes.length(); ) {
            Bytes piece = bytes.slice(done, Math.min(bytes.length() - done, exchange.largestRead()));
            done += written(start.plus(done), piece, new StubRequest.WriteVirtual(on, start.plus(done), piece));
        }
    }

    void writePhysical(long address, Bytes bytes) {
        dropMemory();
        for (int done = 0; done < bytes.length(); ) {
            Bytes piece = bytes.slice(done, Math.min(bytes.length() - done, exchange.largestRead()));
            done += written(new Address(address + done), piece, new StubRequest.WritePhysical(address + done, piece));
        }
    }

    private int written(Address at, Bytes piece, StubRequest request) {
        var reply = exchange.expect(StubReply.Written.class, request);
        int count = Math.clamp(reply.count(), 0, piece.length());
        if (!reply.status().isSuccess() || count == 0) {
            throw new MemoryFault(at.plus(count));
        }
        return count;
    }

    /// The registers of processor `on`.
    public RegisterFile registers(int on) {
        RegisterFile known = registers.get(on);
        if (known == null) {
            var data = exchange.expect(StubReply.Data.class, new StubRequest.ReadContext(on));
            if (!data.status().isSuccess() || data.bytes().length() < architecture.contextSize()) {
                throw new RequestRefused("give the registers of processor " + on, failure(data.status()));
            }
            known = RegisterFile.of(architecture, data.bytes());
            registers.put(on, known);
        }
        return known;
    }

    /// Where processor `on` goes on: as somebody set it since the stop, else `reported`. Reads nothing, because
    /// a context takes an eighth of a second on a serial line.
    Address pc(int on, Address reported) {
        RegisterFile known = registers.get(on);
        return known == null ? reported : known.pc();
    }

    /// Replaces the registers of processor `on`.
    public void setRegisters(int on, RegisterFile values) {
        // Some kernels want the context to be read before it is written.
        registers(on);
        check("set the registers of processor " + on, new StubRequest.WriteContext(on, values.context()));
        registers.put(on, values);
    }

    /// Sets processor `on`, which stands at a break instruction, behind it.
    void passBreak(int on) {
        RegisterFile at = registers(on);
        setRegisters(on, at.withPc(at.pc().plus(architecture.breakInstruction().length())));
    }

    /// Reads control space of processor `on`.
    public Bytes readControlSpace(int on, long selector, int length) {
        var data = exchange.expect(StubReply.Data.class, new StubRequest.ReadControlSpace(on, selector, length));
        if (!data.status().isSuccess() && data.bytes().isEmpty()) {
            throw new RequestRefused("give control space %d of processor %d".formatted(selector, on), data.status());
        }
        return data.bytes();
    }

    /// Writes control space of processor `on`.
    public void writeControlSpace(int on, long selector, Bytes bytes) {
        check(
                "write control space %d of processor %d".formatted(selector, on),
                new StubRequest.WriteControlSpace(on, selector, bytes));
    }

    long readMsr(int number) {
        return data("read MSR 0x" + Integer.toHexString(number), new StubRequest.ReadMsr(number), Long.BYTES)
                .u64(0);
    }

    void writeMsr(int number, long value) {
        check("write MSR 0x" + Integer.toHexString(number), new StubRequest.WriteMsr(number, value));
    }

    long readPort(int port, int size) {
        Bytes read =
                data("read port 0x" + Integer.toHexString(port), new StubRequest.ReadPort(port, size), Integer.BYTES);
        return Integer.toUnsignedLong(read.u32(0)) & -1L >>> Long.SIZE - size * Byte.SIZE;
    }

    void writePort(int port, int size, long value) {
        check("write port 0x" + Integer.toHexString(port), new StubRequest.WritePort(port, size, (int) value));
    }

    private Bytes data(String what, StubRequest request, int least) {
        var data = exchange.expect(StubReply.Data.class, request);
        if (!data.status().isSuccess() || data.bytes().length() < least) {
            throw new RequestRefused(what, failure(data.status()));
        }
        return data.bytes();
    }

    /// The special registers of processor `on`.
    public SpecialRegisters special(int on) {
        return SpecialRegisters.of(
                architecture, readControlSpace(on, architecture.specialSpace(), architecture.specialSize()));
    }

    /// Replaces the special registers of processor `on`.
    public void setSpecial(int on, SpecialRegisters values) {
        writeControlSpace(on, architecture.specialSpace(), values.record());
    }

    /// Has the target write a break instruction at `at`: the slot it took, or the status it refused with.
    public Slot place(Address at) {
        dropMemory();
        var placed = exchange.expect(StubReply.Placed.class, new StubRequest.PlaceBreakpoint(at));
        return placed.status().isSuccess()
                ? new Slot(OptionalInt.of(placed.handle()), placed.status())
                : new Slot(OptionalInt.empty(), placed.status());
    }

    /// Empties a slot. Whether there was something in it: a stop may have emptied it before.
    public boolean unplace(int handle, Address at) {
        dropMemory();
        return exchange.done(new StubRequest.RemoveBreakpoint(handle)).status().isSuccess();
    }

    /// What came of placing a breakpoint.
    public record Slot(OptionalInt handle, NtStatus status) {}

    /// The debug control register at a stop. The special registers are the truth where they can be read; once a
    /// report was seen to agree with them, reports are believed, because reading costs a round trip at each
    /// resume.
    long reportedDr7(StopReport report) {
        if (reportsTellDr7 || architecture.specialRegisters().find("kdr7").isEmpty()) {
            return report.dr7();
        }
        try {
            long special = special(report.processor()).get("kdr7").orElse(report.dr7());
            reportsTellDr7 = special == report.dr7();
            return special;
        } catch (RequestRefused none) {
            return report.dr7();
        }
    }

    private void check(String what, StubRequest request) {
        NtStatus status = exchange.done(request).status();
        if (!status.isSuccess()) {
            throw new RequestRefused(what, status);
        }
    }

    private static NtStatus failure(NtStatus status) {
        return status.isSuccess() ? NtStatus.UNSUCCESSFUL : status;
    }
}
