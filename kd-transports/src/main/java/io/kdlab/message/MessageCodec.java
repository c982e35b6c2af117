package io.kdlab.message;

import io.kdlab.layout.StructCodec;
import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;

/// Payloads to messages and back, for one kind of machine.
///
/// Decoding is total. Encoding writes the declared bytes and leaves the gaps 0, or, in [#reply], as the
/// request had them. Stateless and free for any thread. Only control reports and [Continue2] depend on the machine;
/// [MachineGuess] helps a host that has not been told yet.
public final class MessageCodec {
    /// For x64 targets.
    public static final MessageCodec X64 = new MessageCodec(Machine.X64);

    private final Machine machine;

    private MessageCodec(Machine machine) {
        this.machine = machine;
    }

    /// The codec for a kind of machine.
    public static MessageCodec of(Machine machine) {
        return machine == Machine.X64 ? X64 : new MessageCodec(machine);
    }

    public Machine machine() {
        return machine;
    }

    /// What a data packet says.
    public KdMessage decode(int packetType, Bytes payload) {
        if (payload.length() < MessageShape.least(packetType)) {
            return new Unknown(packetType, payload);
        }
        return switch (packetType) {
            case PacketType.STATE_CHANGE64 -> stateChange(payload);
            case PacketType.STATE_MANIPULATE -> manipulate(payload);
            case PacketType.DEBUG_IO -> debugIo(payload);
            case PacketType.FILE_IO -> fileIo(payload);
            case PacketType.TRACE_IO ->
                new TraceIo(read(TraceIoHeader.class, payload, 0), payload.slice(MessageShape.TRACE_IO));
            case PacketType.CONTROL_REQUEST ->
                new ControlRequest(
                        read(ControlRequestBody.class, payload, 0), payload.slice(MessageShape.CONTROL_REQUEST));
            default -> new Unknown(packetType, payload);
        };
    }

    /// The payload that says `message`; gaps are 0. Its packet's type is [KdMessage#packetType].
    public Bytes encode(KdMessage message) {
        return MessageShape.of(message).over(Bytes.EMPTY);
    }

    /// The payload of a reply as targets make it: the reply's declared fields written over the request's
    /// fixed part, whose other bytes are echoed, and the reply's own data.
    ///
    /// @param request the payload of the request, as received
    public Bytes reply(Bytes request, KdMessage reply) {
        return MessageShape.of(reply).over(request);
    }

    /// 0xFF at every byte of `message`'s payload that its records declare, 0 in the gaps.
    public Bytes declared(KdMessage message) {
        return MessageShape.of(message).declared();
    }

    private StateChange stateChange(Bytes payload) {
        StateChangeHeader header = read(StateChangeHeader.class, payload, 0);
        StateChangeBody body = switch (header.newState() & ~StateChange.ALTERNATE) {
            case StateChange.EXCEPTION -> read(ExceptionStop.class, payload, MessageShape.STATE_BODY);
            case StateChange.LOAD_SYMBOLS -> read(LoadSymbols.class, payload, MessageShape.STATE_BODY);
            case StateChange.COMMAND_STRING -> read(CommandString.class, payload, MessageShape.STATE_BODY);
            default -> read(UnknownStateChange.class, payload, MessageShape.STATE_BODY);
        };
        int end = Math.min(payload.length(), MessageShape.STATE_CHANGE);
        Class<? extends Record> form = machine.controlReport();
        ControlReport report = form == UnknownControlReport.class || end < MessageShape.STATE_CHANGE
                ? new UnknownControlReport(part(payload, MessageShape.STATE_REPORT, end))
                : (ControlReport) read(form, payload, MessageShape.STATE_REPORT);
        return new StateChange(header, body, report, payload.slice(end));
    }

    private Manipulate manipulate(Bytes payload) {
        ManipulateHeader header = read(ManipulateHeader.class, payload, 0);
        int end = Math.min(payload.length(), Manipulate.FIXED);
        Class<? extends Record> form = ApiNumber.of(header.api())
                .<Class<? extends Record>>map(api -> api == ApiNumber.CONTINUE2 ? machine.continue2() : api.body())
                .orElse(UnknownApi.class);
        ManipulateBody body = form == UnknownApi.class || end < Manipulate.FIXED
                ? new UnknownApi(part(payload, MessageShape.MANIPULATE_BODY, end))
                : (ManipulateBody) read(form, payload, MessageShape.MANIPULATE_BODY);
        return new Manipulate(header, body, payload.slice(end));
    }

    private static KdMessage debugIo(Bytes payload) {
        DebugIoHeader header = read(DebugIoHeader.class, payload, 0);
        if (header.api() == DebugIo.PRINT
                && payload.u32(MessageShape.HEADER_8) == payload.length() - MessageShape.OLD_PRINT) {
            return new DebugIo(
                    header,
                    read(OldPrintString.class, payload, MessageShape.HEADER_8),
                    payload.slice(MessageShape.OLD_PRINT));
        }
        if (payload.length() < MessageShape.DEBUG_IO) {
            return new Unknown(PacketType.DEBUG_IO, payload);
        }
        Bytes text = payload.slice(MessageShape.DEBUG_IO);
        return switch (header.api()) {
            case DebugIo.PRINT -> new DebugIo(header, read(PrintString.class, payload, MessageShape.HEADER_8), text);
            case DebugIo.GET_STRING -> new DebugIo(header, read(GetString.class, payload, MessageShape.HEADER_8), text);
            default -> new Unknown(PacketType.DEBUG_IO, payload);
        };
    }

    private static FileIo fileIo(Bytes payload) {
        FileIoHeader header = read(FileIoHeader.class, payload, 0);
        int end = Math.min(payload.length(), MessageShape.FILE_IO);
        int api = end < MessageShape.FILE_IO ? 0 : header.api();
        FileIoBody body = switch (api) {
            case FileIo.CREATE -> read(CreateFile.class, payload, MessageShape.HEADER_8);
            case FileIo.READ -> read(ReadFile.class, payload, MessageShape.HEADER_8);
            case FileIo.WRITE -> read(WriteFile.class, payload, MessageShape.HEADER_8);
            case FileIo.CLOSE -> read(CloseFile.class, payload, MessageShape.HEADER_8);
            default -> new UnknownFileIo(part(payload, MessageShape.HEADER_8, end));
        };
        return new FileIo(header, body, payload.slice(end));
    }

    private static Bytes part(Bytes payload, int from, int to) {
        return payload.slice(from, to - from);
    }

    private static <T extends Record> T read(Class<T> type, Bytes payload, int offset) {
        return StructCodec.of(type).decode(payload, offset);
    }
}
