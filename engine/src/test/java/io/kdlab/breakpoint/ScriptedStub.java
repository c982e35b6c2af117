package io.kdlab.breakpoint;

import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X64;
import io.kdlab.stub.PastEvent;
import io.kdlab.stub.StopReport;
import io.kdlab.stub.Stub;
import io.kdlab.stub.StubEvent;
import io.kdlab.stub.StubReply;
import io.kdlab.stub.StubRequest;
import io.kdlab.stub.Ticket;
import io.kdlab.stub.WireCount;
import io.kdlab.target.GateClosed;
import io.kdlab.target.TargetVersion;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A stub whose target does what a test says: for orders of events that no target produces on demand.
final class ScriptedStub implements Stub {
    static final long BLOCK = 0xfffff80000010000L;
    static final long BREAK_ROUTINE = 0xfffff80000002000L;

    final List<StubRequest> asked = new CopyOnWriteArrayList<>();
    long kernelBase = 0xfffff80000000000L;
    long ecx = 1;
    long pc;
    volatile Epoch gate = Epoch.NONE;
    private @Nullable Consumer<StubEvent> consumer;

    @Override
    public StubReply execute(Ticket ticket, StubRequest request) {
        if (!ticket.epoch().equals(gate)) {
            throw new GateClosed("only " + gate + " may act");
        }
        asked.add(request);
        return switch (request) {
            case StubRequest.ReadVersion _ ->
                new StubReply.Version(
                        NtStatus.SUCCESS,
                        new TargetVersion(
                                0x0f,
                                7601,
                                6,
                                2,
                                7,
                                0x8664,
                                new Address(kernelBase),
                                Address.ZERO,
                                new Address(BLOCK - 16)));
            case StubRequest.ReadVirtual read -> memory(read.at().value(), read.length());
            case StubRequest.ReadContext _ ->
                new StubReply.Data(
                        NtStatus.SUCCESS,
                        RegisterFile.zero(X64.INSTANCE)
                                .with("rcx", ecx)
                                .withPc(new Address(pc))
                                .context());
            case StubRequest.ReadControlSpace read -> new StubReply.Data(NtStatus.SUCCESS, Bytes.zeros(read.length()));
            case StubRequest.PlaceBreakpoint _ -> new StubReply.Placed(NtStatus.SUCCESS, 1);
            case StubRequest.RemoveBreakpoint _ -> new StubReply.Done(NtStatus.UNSUCCESSFUL);
            default -> new StubReply.Done(NtStatus.SUCCESS);
        };
    }

    /// A list head, the data block behind it, and no-operations everywhere else.
    private static StubReply memory(long at, int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = at(at + i);
        }
        return new StubReply.Data(NtStatus.SUCCESS, Bytes.of(bytes));
    }

    private static byte at(long place) {
        long offset = place - BLOCK;
        if (offset >= -16 && offset < -8) {
            return (byte) (BLOCK >> 8 * (offset + 16));
        }
        if (offset >= 0x10 && offset < 0x14) {
            return (byte) "KDBG".charAt((int) offset - 0x10);
        }
        if (offset >= 0x14 && offset < 0x18) {
            return (byte) (offset == 0x15 ? 3 : 0);
        }
        if (offset >= 0x20 && offset < 0x28) {
            return (byte) (BREAK_ROUTINE >> 8 * (offset - 0x20));
        }
        return offset >= -16 && offset < 0x400 ? 0 : (byte) 0x90;
    }

    void happen(StubEvent event) {
        Consumer<StubEvent> now = consumer;
        if (now != null) {
            now.accept(event);
        }
    }

    /// The target stops with exception `code` at `at`.
    void stop(int code, long at, boolean brokenIn) {
        pc = at;
        report(new StopReport.Cause.Exception(code, 0, new Address(at), true, List.of()), at, brokenIn);
    }

    void report(StopReport.Cause cause, long at, boolean brokenIn) {
        happen(new StubEvent.Stopped(
                new StopReport(
                        0,
                        1,
                        new Address(0xffff900000000000L),
                        new Address(at),
                        cause,
                        brokenIn,
                        false,
                        0x4000,
                        0x400,
                        2,
                        Bytes.ofHex("90 90 90 90")),
                Instant.EPOCH));
    }

    /// How often a request of `kind` was made.
    long count(Class<? extends StubRequest> kind) {
        return asked.stream().filter(kind::isInstance).count();
    }

    /// Where break instructions were written, in order.
    List<Long> places() {
        return asked.stream()
                .filter(StubRequest.PlaceBreakpoint.class::isInstance)
                .map(request -> ((StubRequest.PlaceBreakpoint) request).at().value())
                .toList();
    }

    /// How often a single step was asked for.
    long steps() {
        return asked.stream()
                .filter(request -> request instanceof StubRequest.Resume resume && resume.trace())
                .count();
    }

    /// How the last resume answered the stop; zero before the first.
    int lastResumeStatus() {
        return asked.reversed().stream()
                .filter(StubRequest.Resume.class::isInstance)
                .map(request -> ((StubRequest.Resume) request).status())
                .findFirst()
                .orElse(0);
    }

    @Override
    public Subscription subscribe(Consumer<StubEvent> to) {
        consumer = to;
        return () -> consumer = null;
    }

    @Override
    public List<PastEvent> history(long since, int max) {
        return List.of();
    }

    @Override
    public void note(String command, String who) {}

    @Override
    public void stand(String why) {}

    @Override
    public void resynchronise() {}

    @Override
    public Epoch gate() {
        return gate;
    }

    @Override
    public int largestRead() {
        return 3944;
    }

    @Override
    public WireCount carried() {
        return new WireCount(asked.size(), 0, 0);
    }

    @Override
    public String wire() {
        return "scripted";
    }

    @Override
    public void close() {}
}
