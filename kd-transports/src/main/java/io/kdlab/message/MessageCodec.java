package io.kdlab.message;

import io.kdlab.layout.StructCodec;
import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;

/// Payloads to messages and back, for one kind of machine.
///
/// Decoding is total. Encoding writes the declared bytes and leaves the gaps 0, or, in [#reply], as the
/// request had them. Stateless and free for any thread. A host that does not know its target yet uses
/// [#X64]; only control reports and [Continue2] depend on it.
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
        if (payload.length() < MessageShape.fixed(packetType)) {
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
        ControlReport report = (ControlReport) read(machine.controlReport(), payload, MessageShape.STATE_REPORT);
        return new StateChange(header, body, report, payload.slice(MessageShape.STATE_CHANGE));
    }

    private Manipulate manipulate(Bytes payload) {
        ManipulateHeader header = read(ManipulateHeader.class, payload, 0);
        Class<? extends Record> type = ApiNumber.of(header.api())
                .<Class<? extends Record>>map(api -> api == ApiNumber.CONTINUE2 ? machine.continue2() : api.body())
                .orElse(UnknownApi.class);
        ManipulateBody body = (ManipulateBody) read(type, payload, MessageShape.MANIPULATE_BODY);
        return new Manipulate(header, body, payload.slice(Manipulate.FIXED));
    }

    private static KdMessage debugIo(Bytes payload) {
        DebugIoHeader header = read(DebugIoHeader.class, payload, 0);
        Bytes text = payload.slice(MessageShape.DEBUG_IO);
        return switch (header.api()) {
            case DebugIo.PRINT -> new DebugIo(header, read(PrintString.class, payload, MessageShape.HEADER_8), text);
            case DebugIo.GET_STRING -> new DebugIo(header, read(GetString.class, payload, MessageShape.HEADER_8), text);
            default -> new Unknown(PacketType.DEBUG_IO, payload);
        };
    }

    private static FileIo fileIo(Bytes payload) {
        FileIoHeader header = read(FileIoHeader.class, payload, 0);
        FileIoBody body = switch (header.api()) {
            case FileIo.CREATE -> read(CreateFile.class, payload, MessageShape.HEADER_8);
            case FileIo.READ -> read(ReadFile.class, payload, MessageShape.HEADER_8);
            case FileIo.WRITE -> read(WriteFile.class, payload, MessageShape.HEADER_8);
            case FileIo.CLOSE -> read(CloseFile.class, payload, MessageShape.HEADER_8);
            default -> read(UnknownFileIo.class, payload, MessageShape.HEADER_8);
        };
        return new FileIo(header, body, payload.slice(MessageShape.FILE_IO));
    }

    private static <T extends Record> T read(Class<T> type, Bytes payload, int offset) {
        return StructCodec.of(type).decode(payload, offset);
    }
}
