package io.kdlab.dump;

import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X64;
import io.kdlab.stub.PastEvent;
import io.kdlab.stub.StopReport;
import io.kdlab.stub.Stub;
import io.kdlab.stub.StubEvent;
import io.kdlab.stub.StubReply;
import io.kdlab.stub.StubRequest;
import io.kdlab.stub.Ticket;
import io.kdlab.target.TargetVersion;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// A crash dump behind the seam that live targets are behind: it stands at the stop it was made at, for ever.
///
/// Whatever would change or move the target is refused; another processor can be looked at as far as the kernel saved
/// its state.
public final class DumpStub implements Stub {
    /// A read costs nothing here; larger ones only fill the engine's cache.
    private static final int LARGEST_READ = 0x8000;

    private static final int CODE = 16;

    private final DumpFile dump;
    private final Clock clock;
    private final DumpProcessors processors;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("dump").factory());
    private volatile Consumer<StubEvent> consumer = event -> {};
    private volatile int current;

    /// A stub over `dump`, which it closes.
    public DumpStub(DumpFile dump, Clock clock) {
        this.dump = dump;
        this.clock = clock;
        this.processors = new DumpProcessors(dump);
        this.current = processors.current();
    }

    @Override
    public StubReply execute(Ticket ticket, StubRequest request) {
        return switch (request) {
            case StubRequest.ReadVirtual read ->
                data(dump.readVirtual(read.at().value(), read.length()), read.length());
            case StubRequest.ReadPhysical read -> data(dump.readPhysical(read.at(), read.length()), read.length());
            case StubRequest.ReadContext(int processor) ->
                data(processors.registers(processor).map(RegisterFile::context));
            case StubRequest.ReadControlSpace read -> controlSpace(read);
            case StubRequest.ReadVersion _ -> new StubReply.Version(NtStatus.SUCCESS, version());
            case StubRequest.SwitchProcessor(int processor) -> switchTo(processor);
            // An engine empties all slots when it comes; a dump has none.
            case StubRequest.RemoveBreakpoint _ -> new StubReply.Done(NtStatus.UNSUCCESSFUL);
            case StubRequest.ReadMsr _, StubRequest.ReadPort _ ->
                throw new Unsupported("this is a dump: it holds memory and registers, but no MSRs and no I/O ports");
            case StubRequest.WriteVirtual _,
                    StubRequest.WriteMsr _,
                    StubRequest.WritePort _,
                    StubRequest.WritePhysical _,
                    StubRequest.WriteContext _,
                    StubRequest.WriteControlSpace _,
                    StubRequest.PlaceBreakpoint _,
                    StubRequest.Resume _,
                    StubRequest.ResumePlain _,
                    StubRequest.BreakIn _,
                    StubRequest.Reboot _,
                    StubRequest.CauseBugCheck _,
                    StubRequest.Answer _ ->
                throw new Unsupported("this is a dump: it can be looked at, but neither changed nor run");
        };
    }

    private static StubReply data(Bytes bytes, int asked) {
        return new StubReply.Data(bytes.length() == asked ? NtStatus.SUCCESS : NtStatus.UNSUCCESSFUL, bytes);
    }

    private static StubReply data(Optional<Bytes> bytes) {
        return bytes.<StubReply>map(found -> new StubReply.Data(NtStatus.SUCCESS, found))
                .orElseGet(() -> new StubReply.Data(NtStatus.UNSUCCESSFUL, Bytes.EMPTY));
    }

    private StubReply controlSpace(StubRequest.ReadControlSpace read) {
        Optional<Bytes> found = read.selector() == X64.INSTANCE.specialSpace()
                ? processors.special(read.processor())
                : processors.structure(read.processor(), read.selector()).map(DumpStub::pointer);
        return data(found.map(bytes -> bytes.slice(0, Math.min(bytes.length(), read.length()))));
    }

    private static Bytes pointer(Address at) {
        byte[] bytes = new byte[8];
        for (int n = 0; n < bytes.length; n++) {
            bytes[n] = (byte) (at.value() >>> 8 * n);
        }
        return Bytes.of(bytes);
    }

    private StubReply switchTo(int processor) {
        if (processors.registers(processor).isEmpty()) {
            throw new Unsupported("the dump does not tell the state of processor " + processor);
        }
        current = processor;
        thread.execute(() -> consumer.accept(stopped(NtStatus.WAKE_SYSTEM_DEBUGGER.code(), List.of())));
        return new StubReply.Done(NtStatus.SUCCESS);
    }

    private TargetVersion version() {
        DumpHeader header = dump.header();
        return new TargetVersion(
                header.major(),
                header.minor(),
                6,
                header.secondary(),
                0,
                header.machine(),
                processors.kernelBase(),
                new Address(header.loadedModuleList()),
                new Address(header.debuggerData()));
    }

    @Override
    public Subscription subscribe(Consumer<StubEvent> listener) {
        consumer = listener;
        DumpRecord raised = dump.header().exception();
        thread.execute(() -> {
            listener.accept(new StubEvent.Told(dump.header().kind().words(), clock.instant()));
            if (!dump.header().comment().isEmpty()) {
                listener.accept(new StubEvent.Told("Comment: '" + dump.header().comment() + "'", clock.instant()));
            }
            // Without a record the machine was stopped from outside.
            int code = raised.code() == 0 ? NtStatus.BREAKPOINT.code() : raised.code();
            listener.accept(stopped(code, raised.parameters()));
        });
        return () -> consumer = event -> {};
    }

    private StubEvent stopped(int code, List<Long> parameters) {
        Address pc = processors.registers(current).map(RegisterFile::pc).orElse(Address.ZERO);
        DumpRecord raised = dump.header().exception();
        return new StubEvent.Stopped(
                new StopReport(
                        current,
                        processors.count(),
                        processors.structure(current, 3).orElse(Address.ZERO),
                        pc,
                        new StopReport.Cause.Exception(
                                code, raised.flags(), new Address(raised.at()), false, parameters),
                        code == NtStatus.BREAKPOINT.code(),
                        false,
                        0,
                        0,
                        0,
                        dump.readVirtual(pc.value(), CODE)),
                clock.instant());
    }

    @Override
    public List<PastEvent> history(long since, int max) {
        return List.of();
    }

    @Override
    public void stand(String why) {
        // Nobody comes after this engine: a dump stands for ever.
    }

    /// There is no packet order in a file.
    @Override
    public void resynchronise() {}

    @Override
    public void note(String command, String who) {
        // A dump has no journal: nothing happens to it.
    }

    @Override
    public Epoch gate() {
        return Epoch.NONE;
    }

    @Override
    public int largestRead() {
        return LARGEST_READ;
    }

    @Override
    public String wire() {
        return "dump:" + dump.path();
    }

    @Override
    public void close() {
        thread.close();
        dump.close();
    }
}
