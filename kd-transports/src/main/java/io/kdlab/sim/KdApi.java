package io.kdlab.sim;

import io.kdlab.layout.StructCodec;
import io.kdlab.message.CauseBugCheck;
import io.kdlab.message.ClearAllInternalBreakpoints;
import io.kdlab.message.Continue;
import io.kdlab.message.Continue2;
import io.kdlab.message.Continue2X86;
import io.kdlab.message.GetContext;
import io.kdlab.message.GetContextEx;
import io.kdlab.message.GetVersion;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ManipulateBody;
import io.kdlab.message.QueryMemory;
import io.kdlab.message.ReadControlSpace;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.ReadMsr;
import io.kdlab.message.ReadPhysical;
import io.kdlab.message.Reboot;
import io.kdlab.message.RestoreBreakpoint;
import io.kdlab.message.SetContext;
import io.kdlab.message.SetContextEx;
import io.kdlab.message.SwitchProcessor;
import io.kdlab.message.WriteBreakpoint;
import io.kdlab.message.WriteControlSpace;
import io.kdlab.message.WriteMemory;
import io.kdlab.message.WriteMsr;
import io.kdlab.message.WritePhysical;
import io.kdlab.sim.KdOutcome.Reply;
import io.kdlab.sim.KdOutcome.Resume;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;

/// The debugger API of the simulated kernel (kd-protocol.md §4): one request in, what it leads to out. Everything it
/// changes is in the machine; it knows nothing of wires.
final class KdApi {
    private static final int MANUALLY_INITIATED_CRASH = 0xE2;
    private static final int VERSION_SIZE = 40;

    private final SimProcessors processors;
    private final Breakpoints breakpoints;
    private final long versionBlock;
    private boolean contextSent;

    KdApi(SimProcessors processors, Breakpoints breakpoints, long versionBlock) {
        this.processors = processors;
        this.breakpoints = breakpoints;
        this.versionBlock = versionBlock;
    }

    /// A new stop: a context must be read again before it may be written.
    void stopped() {
        contextSent = false;
    }

    /// Executes a request of a stopped kernel.
    KdOutcome execute(Manipulate request) {
        return switch (request.body()) {
            case Continue(NtStatus status) -> resume(status);
            case Continue2(NtStatus status, int trace, long dr7, long _, long _) -> resume(status, trace, dr7);
            case Continue2X86(NtStatus status, int trace, int dr7, int _, int _) -> resume(status, trace, dr7);
            case Reboot _ -> new KdOutcome.Restart();
            case CauseBugCheck(int code) -> new KdOutcome.Crash(code == 0 ? MANUALLY_INITIATED_CRASH : code);
            case SwitchProcessor _ -> new KdOutcome.Report(chosen(request));
            case ClearAllInternalBreakpoints _ -> new KdOutcome.Silence();
            default -> new Reply(reply(request));
        };
    }

    /// The processor that a switch names; one that is not there leaves the debugger where it is, and that one reports
    /// again.
    private int chosen(Manipulate request) {
        return request.processor() < processors.count()
                ? request.processor()
                : processors.current().number();
    }

    private DebuggerAccess access() {
        return processors.current().access();
    }

    private Manipulate reply(Manipulate request) {
        return switch (request.body()) {
            case GetVersion _ -> version(request);
            case ReadMemory read -> {
                Bytes found = access().readVirtual(read.address().value(), clamp(read.transferCount()));
                yield transferred(
                        request,
                        new ReadMemory(read.address(), read.transferCount(), found.length()),
                        found,
                        found.length() == clamp(read.transferCount()));
            }
            case ReadPhysical read -> {
                Bytes found = access().readPhysical(read.address().value(), clamp(read.transferCount()));
                yield transferred(
                        request,
                        new ReadPhysical(read.address(), read.transferCount(), found.length()),
                        found,
                        found.length() == clamp(read.transferCount()));
            }
            case WriteMemory write -> {
                Bytes bytes = data(request, write.transferCount());
                int done = access().writeVirtual(write.address().value(), bytes);
                yield transferred(
                        request,
                        new WriteMemory(write.address(), write.transferCount(), done),
                        Bytes.EMPTY,
                        done == write.transferCount());
            }
            case WritePhysical write -> {
                Bytes bytes = data(request, write.transferCount());
                int done = access().writePhysical(write.address().value(), bytes);
                yield transferred(
                        request,
                        new WritePhysical(write.address(), write.transferCount(), done),
                        Bytes.EMPTY,
                        done == write.transferCount());
            }
            case GetContext _,
                    SetContext _,
                    GetContextEx _,
                    SetContextEx _,
                    ReadControlSpace _,
                    WriteControlSpace _,
                    ReadMsr _,
                    WriteMsr _ -> processorReply(request);
            case WriteBreakpoint plant -> {
                int handle = breakpoints.plant(plant.address().value());
                yield request.reply(status(handle != 0), new WriteBreakpoint(plant.address(), handle), Bytes.EMPTY);
            }
            case RestoreBreakpoint restore ->
                request.reply(status(breakpoints.restore(restore.handle())), restore, Bytes.EMPTY);
            case QueryMemory query -> queryMemory(request, query);
            default -> request.refuse(NtStatus.UNSUCCESSFUL);
        };
    }

    private Manipulate processorReply(Manipulate request) {
        if (request.processor() >= processors.count()) {
            return request.refuse(NtStatus.UNSUCCESSFUL);
        }
        SimProcessor processor = processors.get(request.processor());
        return switch (request.body()) {
            case GetContext get -> {
                contextSent = true;
                yield request.reply(NtStatus.SUCCESS, get, processor.context().capture());
            }
            case SetContext set -> setContext(processor, request, set);
            case GetContextEx get -> getContextEx(processor, request, get);
            case ReadControlSpace read -> {
                Bytes found = processor.control(read.space());
                Bytes served = found.slice(0, Math.min(found.length(), clamp(read.transferCount())));
                yield transferred(
                        request,
                        new ReadControlSpace(read.space(), read.transferCount(), served.length()),
                        served,
                        served.length() == read.transferCount());
            }
            case WriteControlSpace write -> {
                Bytes bytes = data(request, write.transferCount());
                int done = processor.setControl(write.space(), bytes);
                yield transferred(
                        request,
                        new WriteControlSpace(write.space(), write.transferCount(), done),
                        Bytes.EMPTY,
                        done != 0 && done == write.transferCount());
            }
            case ReadMsr read -> readMsr(processor.cpu(), request, read);
            case WriteMsr write -> writeMsr(processor.cpu(), request, write);
            default -> request.refuse(NtStatus.UNSUCCESSFUL);
        };
    }

    private KdOutcome resume(NtStatus status) {
        processors.current().cpu().registers.flag(Registers.TF, false);
        return new Resume(status);
    }

    private KdOutcome resume(NtStatus status, int trace, long dr7) {
        processors.current().cpu().registers.flag(Registers.TF, trace != 0);
        processors.dr7(dr7);
        return new Resume(status);
    }

    /// The kernel's own block, as it stands in memory.
    private Manipulate version(Manipulate request) {
        Bytes block = access().readVirtual(versionBlock, VERSION_SIZE);
        if (block.length() != VERSION_SIZE) {
            return request.refuse(NtStatus.UNSUCCESSFUL);
        }
        GetVersion version = StructCodec.of(GetVersion.class).decode(block, 0);
        return request.reply(NtStatus.SUCCESS, version, Bytes.EMPTY);
    }

    private Manipulate setContext(SimProcessor processor, Manipulate request, SetContext set) {
        if (!contextSent || request.data().length() != processor.context().size()) {
            return request.refuse(NtStatus.UNSUCCESSFUL);
        }
        processor.context().apply(request.data());
        return request.reply(NtStatus.SUCCESS, set, Bytes.EMPTY);
    }

    private Manipulate getContextEx(SimProcessor processor, Manipulate request, GetContextEx get) {
        long end = Integer.toUnsignedLong(get.offset()) + Integer.toUnsignedLong(get.byteCount());
        if (end > processor.context().size()) {
            return request.refuse(NtStatus.UNSUCCESSFUL);
        }
        contextSent = true;
        Bytes part = processor.context().capture().slice(get.offset(), get.byteCount());
        return request.reply(NtStatus.SUCCESS, new GetContextEx(get.offset(), get.byteCount(), part.length()), part);
    }

    private static Manipulate readMsr(Cpu cpu, Manipulate request, ReadMsr read) {
        try {
            long value = ModelRegisters.get(cpu, read.msr());
            return request.reply(
                    NtStatus.SUCCESS, new ReadMsr(read.msr(), (int) value, (int) (value >>> 32)), Bytes.EMPTY);
        } catch (CpuFault e) {
            return request.refuse(NtStatus.UNSUCCESSFUL);
        }
    }

    private static Manipulate writeMsr(Cpu cpu, Manipulate request, WriteMsr write) {
        try {
            long value = Integer.toUnsignedLong(write.low()) | (long) write.high() << 32;
            ModelRegisters.set(cpu, write.msr(), value);
            return request.reply(NtStatus.SUCCESS, write, Bytes.EMPTY);
        } catch (CpuFault e) {
            return request.refuse(NtStatus.UNSUCCESSFUL);
        }
    }

    private static Manipulate queryMemory(Manipulate request, QueryMemory query) {
        if (query.addressSpace() != 0) {
            return request.refuse(NtStatus.INVALID_PARAMETER);
        }
        int space = query.address().value() < 0 ? 2 : 0;
        return request.reply(NtStatus.SUCCESS, new QueryMemory(query.address(), 0, space, 7), Bytes.EMPTY);
    }

    private static int clamp(int count) {
        return (int) Math.min(Integer.toUnsignedLong(count), Manipulate.MAX_DATA);
    }

    private static Bytes data(Manipulate request, int count) {
        return request.data().slice(0, Math.min(clamp(count), request.data().length()));
    }

    private static Manipulate transferred(Manipulate request, ManipulateBody body, Bytes data, boolean whole) {
        return request.reply(status(whole), body, data);
    }

    private static NtStatus status(boolean success) {
        return success ? NtStatus.SUCCESS : NtStatus.UNSUCCESSFUL;
    }
}
