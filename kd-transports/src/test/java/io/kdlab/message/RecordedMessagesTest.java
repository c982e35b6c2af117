package io.kdlab.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.golden.PacketReader;
import io.kdlab.golden.Recording;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.Role;
import io.kdlab.value.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every intact message of every recording through the message stage, with the recorder's own decoding as second
/// opinion.
@Feature(value = "2.4", on = On.REPLAY)
class RecordedMessagesTest {
    private record Recorded(KdMessage message, Bytes payload, Recording.Entry entry) {}

    static Stream<Recording> recordings() {
        return Recording.NAMES.stream().map(Recording::load);
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void everyMessageEncodesToTheSameBytesWhereItsRecordsDeclareThem(Recording recording) {
        List<Recorded> all = messages(recording);
        assertThat(all).hasSizeGreaterThan(130);
        for (Recorded recorded : all) {
            MessageCodec codec = recording.codec();
            assertThat(recorded.message())
                    .as("line %d", recorded.entry().line())
                    .isNotInstanceOf(Unknown.class);
            Bytes mask = codec.declared(recorded.message());
            assertThat(codec.encode(recorded.message()))
                    .as("line %d %s", recorded.entry().line(), recorded.message())
                    .isEqualTo(Masks.and(recorded.payload(), mask));
            assertThat(codec.reply(recorded.payload(), recorded.message()))
                    .as("the gaps of line %d are echoed", recorded.entry().line())
                    .isEqualTo(recorded.payload());
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void everyMessageSaysWhatTheRecorderReadInIt(Recording recording) {
        for (Recorded recorded : messages(recording)) {
            JsonNode json = recorded.entry().json();
            String line = recorded.entry().line() + " of " + recording.name();
            switch (recorded.message()) {
                case StateChange change -> stateChange(change, json, line);
                case Manipulate manipulate -> manipulate(manipulate, json, line);
                case DebugIo debug -> {
                    assertThat(Integer.toHexString(debug.header().api()))
                            .as(line)
                            .isEqualTo(json.path("dbgio").asText());
                    if (recorded.entry().fromTarget()) {
                        assertThat(debug.string().replace("\u0000", ""))
                                .as(line)
                                .isEqualTo(json.path("text").asText());
                    }
                }
                default -> throw new AssertionError(line + ": " + recorded.message());
            }
        }
    }

    private static void stateChange(StateChange change, JsonNode json, String line) {
        assertThat(change.header().processorLevel()).as(line).isEqualTo((short)
                json.path("level").asInt());
        assertThat(change.processor()).as(line).isEqualTo(json.path("proc").asInt());
        assertThat(change.processorCount())
                .as(line)
                .isEqualTo(json.path("nproc").asInt());
        assertThat(change.header().thread().value()).as(line).isEqualTo(hex(json, "thread"));
        assertThat(change.programCounter().value()).as(line).isEqualTo(hex(json, "pc"));
        switch (change.body()) {
            case ExceptionStop stop -> {
                assertThat(json.path("state").asText()).isEqualTo("EXCEPTION");
                assertThat(stop.code().code()).as(line).isEqualTo((int) hex(json, "code"));
                assertThat(stop.flags()).as(line).isEqualTo(json.path("flags").asInt());
                assertThat(stop.address().value()).as(line).isEqualTo(hex(json, "addr"));
                assertThat(stop.validParameters())
                        .as(line)
                        .hasSize(json.path("nparam").asInt());
                assertThat(stop.firstChance())
                        .as(line)
                        .isEqualTo(json.path("first").asInt());
                assertThat(change.path()).isEmpty();
            }
            case LoadSymbols symbols -> {
                assertThat(json.path("state").asText()).isEqualTo("LOAD_SYMBOLS");
                assertThat(symbols.base().value()).as(line).isEqualTo(hex(json, "base"));
                assertThat(symbols.processId()).as(line).isEqualTo(hex(json, "pid"));
                assertThat(symbols.checkSum()).as(line).isEqualTo((int) hex(json, "cksum_img"));
                assertThat(symbols.imageSize()).as(line).isEqualTo((int) hex(json, "size"));
                assertThat(symbols.unload()).as(line).isEqualTo((byte)
                        json.path("unload").asInt());
                assertThat(change.path()).as(line).isEqualTo(json.path("path").asText());
            }
            default -> throw new AssertionError(line + ": " + change);
        }
        assertThat(change.report().instructions().length()).as(line).isEqualTo(16);
    }

    private static void manipulate(Manipulate manipulate, JsonNode json, String line) {
        if (!json.has("api")) {
            return; // a probe of the host, which sent raw bytes and did not decode them
        }
        String api = json.path("api").asText();
        assertThat(manipulate.processor()).as(line).isEqualTo(json.path("proc").asInt());
        assertThat(manipulate.status().code()).as(line).isEqualTo((int) hex(json, "status"));
        String name = manipulate.api().map(ApiNumber::name).orElse("0x" + Integer.toHexString(manipulate.apiNumber()));
        assertThat(normal(name)).as(line).isEqualTo(normal(api));
    }

    private static String normal(String api) {
        return api.toLowerCase(Locale.ROOT)
                .replace("_", "")
                .replace("virtualmemory", "virtual")
                .replace("physicalmemory", "physical");
    }

    private static long hex(JsonNode json, String field) {
        return Long.parseUnsignedLong(json.path(field).asText(), 16);
    }

    private static List<Recorded> messages(Recording recording) {
        return recording.entries().stream()
                .filter(entry -> !entry.isDamaged() && !entry.isBreakIn())
                .flatMap(entry -> new PacketReader(Role.HOST)
                        .feed(entry.bytes()).takePackets().stream()
                                .filter(KdPacket.Data.class::isInstance)
                                .map(packet -> (KdPacket.Data) packet)
                                .map(data -> new Recorded(
                                        recording.codec().decode(data.type(), data.payload()), data.payload(), entry)))
                .toList();
    }
}
