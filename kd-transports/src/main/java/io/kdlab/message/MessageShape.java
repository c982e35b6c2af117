package io.kdlab.message;

import io.kdlab.layout.StructCodec;
import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;
import java.util.Arrays;
import java.util.List;

/// Where the structures of a message lie in its payload: the one place that says so for encoding, echoing and masks.
///
/// @param fixed the size of everything before the tail; where a union is kept as it came, it counts as tail
record MessageShape(int fixed, List<Part> parts, Bytes tail) {
    static final int STATE_BODY = 32;
    static final int STATE_REPORT = 192;
    static final int STATE_CHANGE = 240;
    static final int MANIPULATE_BODY = 16;
    static final int HEADER_8 = 8;
    static final int MANIPULATE_HEADER = 16;
    static final int DEBUG_IO = 16;
    static final int OLD_PRINT = 12;
    static final int FILE_IO = 64;
    static final int TRACE_IO = 64;
    static final int CONTROL_REQUEST = 12;

    /// One structure and its place.
    record Part(int offset, Record value) {
        StructCodec<?> codec() {
            return StructCodec.of(value.getClass());
        }

        void write(byte[] into) {
            write(StructCodec.of(value.getClass()), into);
        }

        private <T extends Record> void write(StructCodec<T> codec, byte[] into) {
            codec.encode(codec.type().cast(value), into, offset);
        }
    }

    /// How long a payload of a packet type must at least be to say anything; 0 for types that we do not know.
    static int least(int packetType) {
        return switch (packetType) {
            case PacketType.STATE_CHANGE64 -> STATE_REPORT;
            case PacketType.STATE_MANIPULATE -> MANIPULATE_HEADER;
            case PacketType.DEBUG_IO -> OLD_PRINT;
            case PacketType.FILE_IO -> HEADER_8;
            case PacketType.TRACE_IO -> TRACE_IO;
            case PacketType.CONTROL_REQUEST -> CONTROL_REQUEST;
            default -> 0;
        };
    }

    static MessageShape of(KdMessage message) {
        return switch (message) {
            case StateChange(var header, var body, UnknownControlReport(var report), var tail) ->
                new MessageShape(STATE_REPORT, List.of(part(0, header), part(STATE_BODY, body)), report.concat(tail));
            case StateChange(var header, var body, var report, var tail) ->
                new MessageShape(
                        STATE_CHANGE,
                        List.of(part(0, header), part(STATE_BODY, body), part(STATE_REPORT, report)),
                        tail);
            case Manipulate(var header, UnknownApi(var union), var data) ->
                new MessageShape(MANIPULATE_HEADER, List.of(part(0, header)), union.concat(data));
            case Manipulate(var header, var body, var data) ->
                new MessageShape(Manipulate.FIXED, List.of(part(0, header), part(MANIPULATE_BODY, body)), data);
            case DebugIo(var header, OldPrintString body, var text) ->
                new MessageShape(OLD_PRINT, List.of(part(0, header), part(HEADER_8, body)), text);
            case DebugIo(var header, var body, var text) ->
                new MessageShape(DEBUG_IO, List.of(part(0, header), part(HEADER_8, body)), text);
            case FileIo(var header, UnknownFileIo(var union), var data) ->
                new MessageShape(HEADER_8, List.of(part(0, header)), union.concat(data));
            case FileIo(var header, var body, var data) ->
                new MessageShape(FILE_IO, List.of(part(0, header), part(HEADER_8, body)), data);
            case TraceIo(var header, var data) -> new MessageShape(TRACE_IO, List.of(part(0, header)), data);
            case ControlRequest(var body, var surplus) ->
                new MessageShape(CONTROL_REQUEST, List.of(part(0, body)), surplus);
            case Unknown unknown -> new MessageShape(0, List.of(), unknown.payload());
        };
    }

    /// The payload, with the gaps as `ground` has them and 0 where it is shorter.
    Bytes over(Bytes ground) {
        byte[] payload = new byte[fixed + tail.length()];
        ground.slice(0, Math.min(ground.length(), fixed)).copyTo(payload, 0);
        for (Part part : parts) {
            part.write(payload);
        }
        tail.copyTo(payload, fixed);
        return Bytes.of(payload);
    }

    /// 0xFF at every declared byte; tails are declared.
    Bytes declared() {
        byte[] mask = new byte[fixed + tail.length()];
        Arrays.fill(mask, fixed, mask.length, (byte) 0xff);
        for (Part part : parts) {
            part.codec().declared().copyTo(mask, part.offset());
        }
        return Bytes.of(mask);
    }

    private static Part part(int offset, Object value) {
        return new Part(offset, (Record) value);
    }
}
