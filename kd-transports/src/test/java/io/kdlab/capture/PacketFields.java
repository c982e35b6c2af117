package io.kdlab.capture;

import io.kdlab.layout.Struct;
import io.kdlab.message.ControlRequest;
import io.kdlab.message.DebugIo;
import io.kdlab.message.FileIo;
import io.kdlab.message.KdMessage;
import io.kdlab.message.LoadSymbols;
import io.kdlab.message.Manipulate;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.StateChange;
import io.kdlab.message.TraceIo;
import io.kdlab.message.Unknown;
import io.kdlab.message.UnknownApi;
import io.kdlab.message.UnknownControlReport;
import io.kdlab.message.UnknownFileIo;
import io.kdlab.message.UnknownStateChange;
import io.kdlab.packet.KdPacket;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Our own decoding of a packet, under the names that the dissector gives to fields.
final class PacketFields {
    private PacketFields() {}

    /// Values as unsigned decimal numbers, bytes as digits.
    static Map<String, String> of(KdPacket packet, MessageCodec codec) {
        Map<String, String> fields = new TreeMap<>();
        switch (packet) {
            case KdPacket.BreakIn _ -> fields.put("kd.break_in", "98");
            case KdPacket.Control(int type, int id) -> {
                fields.put("kd.type", String.valueOf(type));
                fields.put("kd.id", Integer.toUnsignedString(id));
            }
            case KdPacket.Data(int type, int id, Bytes payload) -> {
                fields.put("kd.type", String.valueOf(type));
                fields.put("kd.id", Integer.toUnsignedString(id));
                fields.put("kd.count", String.valueOf(payload.length()));
                message(codec.decode(type, payload), fields);
            }
        }
        return fields;
    }

    private static void message(KdMessage message, Map<String, String> fields) {
        List<Object> structures = switch (message) {
            case StateChange change -> List.of(change.header(), change.body(), change.report());
            case Manipulate manipulate -> List.of(manipulate.header(), manipulate.body());
            case DebugIo io -> List.of(io.header(), io.body());
            case FileIo file -> List.of(file.header(), file.body());
            case TraceIo trace -> List.of(trace.header());
            case ControlRequest request -> List.of(request.body());
            case Unknown _ -> List.of();
        };
        structures.forEach(structure -> structure(structure, fields));
        if (message instanceof StateChange change
                && !(change.body() instanceof LoadSymbols)
                && !change.tail().isEmpty()) {
            fields.put("kd.tail", change.tail().toHex());
        }
    }

    private static void structure(Object structure, Map<String, String> fields) {
        boolean known = structure.getClass().isAnnotationPresent(Struct.class)
                && !(structure instanceof UnknownApi
                        || structure instanceof UnknownStateChange
                        || structure instanceof UnknownControlReport
                        || structure instanceof UnknownFileIo);
        if (!known) {
            return;
        }
        String key = "kd." + snake(structure.getClass().getSimpleName().replaceAll("Header$", ""));
        for (RecordComponent component : structure.getClass().getRecordComponents()) {
            try {
                fields.put(
                        key + "." + snake(component.getName()),
                        text(component.getAccessor().invoke(structure)));
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static String text(Object value) {
        return switch (value) {
            case Byte number -> String.valueOf(Byte.toUnsignedInt(number));
            case Short number -> String.valueOf(Short.toUnsignedInt(number));
            case Integer number -> Integer.toUnsignedString(number);
            case Long number -> Long.toUnsignedString(number);
            case Address(long number) -> Long.toUnsignedString(number);
            case NtStatus(int number) -> Integer.toUnsignedString(number);
            case Bytes bytes -> bytes.toHex();
            default -> throw new AssertionError("no plain value: " + value);
        };
    }

    /// What tshark shows, in the same form.
    static String plain(String shown) {
        return shown.startsWith("0x")
                ? Long.toUnsignedString(Long.parseUnsignedLong(shown.substring(2), 16))
                : shown.replace(":", "");
    }

    private static String snake(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
