package io.kdlab.stub;

import io.kdlab.message.CauseBugCheck;
import io.kdlab.message.Continue;
import io.kdlab.message.Continue2;
import io.kdlab.message.GetContext;
import io.kdlab.message.GetVersion;
import io.kdlab.message.Machine;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ReadControlSpace;
import io.kdlab.message.ReadIoSpace;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.ReadMsr;
import io.kdlab.message.ReadPhysical;
import io.kdlab.message.Reboot;
import io.kdlab.message.RestoreBreakpoint;
import io.kdlab.message.SetContext;
import io.kdlab.message.SwitchProcessor;
import io.kdlab.message.UnknownApi;
import io.kdlab.message.WriteBreakpoint;
import io.kdlab.message.WriteControlSpace;
import io.kdlab.message.WriteIoSpace;
import io.kdlab.message.WriteMemory;
import io.kdlab.message.WriteMsr;
import io.kdlab.message.WritePhysical;
import io.kdlab.target.TargetVersion;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;

/// A stub's requests as messages, and replies back.
final class Requests {
    private Requests() {}

    /// The message for `request` to a target of `machine`.
    static Manipulate message(StubRequest request, Machine machine) {
        return switch (request) {
            case StubRequest.ReadVirtual(int on, var at, int length) ->
                Manipulate.request(on, ReadMemory.of(at, length));
            case StubRequest.WriteVirtual(int on, var at, var bytes) ->
                Manipulate.request(on, new WriteMemory(at, bytes.length(), 0), bytes);
            case StubRequest.ReadPhysical(long at, int length) ->
                Manipulate.request(0, ReadPhysical.of(new Address(at), length));
            case StubRequest.WritePhysical(long at, var bytes) ->
                Manipulate.request(0, new WritePhysical(new Address(at), bytes.length(), 0), bytes);
            case StubRequest.ReadContext(int on) -> Manipulate.request(on, new GetContext(0));
            case StubRequest.WriteContext(int on, var context) -> Manipulate.request(on, new SetContext(0), context);
            case StubRequest.ReadControlSpace(int on, long selector, int length) ->
                Manipulate.request(on, ReadControlSpace.of(selector, length));
            case StubRequest.WriteControlSpace(int on, long selector, var bytes) ->
                Manipulate.request(on, new WriteControlSpace(selector, bytes.length(), 0), bytes);
            case StubRequest.ReadMsr(int number) -> Manipulate.request(0, new ReadMsr(number, 0, 0));
            case StubRequest.WriteMsr(int number, long value) -> Manipulate.request(0, WriteMsr.of(number, value));
            case StubRequest.ReadPort(int port, int size) ->
                Manipulate.request(0, new ReadIoSpace(Integer.toUnsignedLong(port), size, 0));
            case StubRequest.WritePort(int port, int size, int value) ->
                Manipulate.request(0, new WriteIoSpace(Integer.toUnsignedLong(port), size, value));
            case StubRequest.PlaceBreakpoint(var at) -> Manipulate.request(0, new WriteBreakpoint(at, 0));
            case StubRequest.RemoveBreakpoint(int handle) -> Manipulate.request(0, new RestoreBreakpoint(handle));
            case StubRequest.ReadVersion _ -> Manipulate.request(0, GetVersion.REQUEST);
            case StubRequest.Resume(int on, int status, boolean trace, long dr7) ->
                Manipulate.request(on, Continue2.of(machine, new NtStatus(status), trace, dr7));
            case StubRequest.ResumePlain(int on, int status) ->
                Manipulate.request(on, new Continue(new NtStatus(status)));
            case StubRequest.Reboot _ -> Manipulate.request(0, new Reboot());
            case StubRequest.CauseBugCheck(int code) -> Manipulate.request(0, new CauseBugCheck(code));
            case StubRequest.SwitchProcessor(int to) -> Manipulate.request(to, new SwitchProcessor());
            case StubRequest.BreakIn _, StubRequest.Answer _ ->
                throw new IllegalArgumentException("no debugger API: " + request);
        };
    }

    /// What `reply` says to `request`.
    static StubReply reply(StubRequest request, Manipulate reply) {
        NtStatus status = reply.status();
        return switch (reply.body()) {
            case ReadMemory read -> new StubReply.Data(status, data(reply, read.actualBytes(), request));
            case ReadPhysical read -> new StubReply.Data(status, data(reply, read.actualBytes(), request));
            case ReadControlSpace read -> new StubReply.Data(status, data(reply, read.actualBytes(), request));
            case ReadMsr read -> new StubReply.Data(status, little(read.value(), Long.BYTES));
            case ReadIoSpace read -> new StubReply.Data(status, little(read.dataValue(), Integer.BYTES));
            case GetContext _ -> new StubReply.Data(status, reply.data());
            case WriteMemory write -> new StubReply.Written(status, write.actualBytes());
            case WritePhysical write -> new StubReply.Written(status, write.actualBytes());
            case WriteBreakpoint placed -> new StubReply.Placed(status, placed.handle());
            case GetVersion version -> new StubReply.Version(status, version(version));
            case UnknownApi _ -> nothing(request, status.isSuccess() ? NtStatus.UNSUCCESSFUL : status);
            default -> new StubReply.Done(status);
        };
    }

    /// A reply that ends before what it should say: it is a refusal, whatever it says of success.
    private static StubReply nothing(StubRequest request, NtStatus status) {
        return switch (request) {
            case StubRequest.ReadVirtual _,
                    StubRequest.ReadPhysical _,
                    StubRequest.ReadControlSpace _,
                    StubRequest.ReadMsr _,
                    StubRequest.ReadPort _,
                    StubRequest.ReadContext _ -> new StubReply.Data(status, Bytes.EMPTY);
            case StubRequest.WriteVirtual _, StubRequest.WritePhysical _ -> new StubReply.Written(status, 0);
            case StubRequest.PlaceBreakpoint _ -> new StubReply.Placed(status, 0);
            case StubRequest.ReadVersion _ -> new StubReply.Version(status, version(GetVersion.REQUEST));
            default -> new StubReply.Done(status);
        };
    }

    private static Bytes little(long value, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (value >>> Byte.SIZE * i);
        }
        return Bytes.of(bytes);
    }

    /// The bytes that were read: as many as the target says, as came, and as were asked for. Targets pad.
    private static Bytes data(Manipulate reply, int actual, StubRequest request) {
        int asked = switch (request) {
            case StubRequest.ReadVirtual read -> read.length();
            case StubRequest.ReadPhysical read -> read.length();
            case StubRequest.ReadControlSpace read -> read.length();
            default -> 0;
        };
        int came = reply.data().length();
        return reply.data().slice(0, Math.clamp(Integer.toUnsignedLong(actual), 0, Math.min(came, asked)));
    }

    private static TargetVersion version(GetVersion version) {
        return new TargetVersion(
                Short.toUnsignedInt(version.majorVersion()),
                version.build(),
                Byte.toUnsignedInt(version.protocolVersion()),
                Byte.toUnsignedInt(version.secondaryVersion()),
                Short.toUnsignedInt(version.flags()),
                Short.toUnsignedInt(version.machineType()),
                version.kernelBase(),
                version.loadedModuleList(),
                version.debuggerDataList());
    }
}
