package io.kdlab.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.golden.PacketReader;
import io.kdlab.golden.Vector;
import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketDialect;
import io.kdlab.packet.PacketEncoder;
import io.kdlab.packet.Role;
import io.kdlab.value.Bytes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The vectors under `src/test/resources/kd` through both stages, and whether there are enough of them.
@Feature(value = "2.4", on = On.REPLAY)
class VectorTest {
    static Stream<Vector> packets() {
        return Vector.all().stream().filter(vector -> !vector.packet().isEmpty());
    }

    static Stream<Vector> payloads() {
        return Vector.all().stream().filter(vector -> vector.packet().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("packets")
    void packetStageReadsAndWritesTheSameBytes(Vector vector) {
        List<Inbound> found =
                new PacketReader(Role.TARGET).feed(vector.bytes()).idle().take();
        assertThat(found).hasSize(1);
        KdPacket packet = ((Inbound.Packet) found.getFirst()).packet();
        assertThat(PacketEncoder.encode(packet, PacketDialect.STREAM)).isEqualTo(vector.bytes());
        assertThat(packet.toString()).startsWith(vector.packet());
        if (packet instanceof KdPacket.Data(int type, int _, Bytes payload)) {
            check(vector, type, payload);
        } else {
            assertThat(vector.value()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void messageStageReadsTheValueAndWritesTheDeclaredBytes(Vector vector) {
        check(vector, vector.type(), vector.bytes());
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void anyShorterPayloadIsAValueToo(Vector vector) {
        for (int length = 0; length < vector.bytes().length(); length++) {
            Bytes cut = vector.bytes().slice(0, length);
            KdMessage message = vector.codec().decode(vector.type(), cut);
            assertThat(message.packetType()).isEqualTo(vector.type());
            assertThat(vector.codec().reply(cut, message)).isEqualTo(cut);
        }
    }

    @Test
    void everyVectorNamesItsOrigin() {
        assertThat(Vector.all())
                .hasSizeGreaterThan(70)
                .allSatisfy(vector -> assertThat(vector.origin()).isNotBlank());
    }

    @Test
    void everyMessageAndEveryUnionHasAVector() {
        Set<String> seen = payloads()
                .map(vector -> vector.codec().decode(vector.type(), vector.bytes()))
                .flatMap(VectorTest::parts)
                .map(part -> part.getClass().getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));
        packets()
                .flatMap(vector -> new PacketReader(Role.HOST).feed(vector.bytes()).takePackets().stream())
                .filter(KdPacket.Data.class::isInstance)
                .map(KdPacket.Data.class::cast)
                .flatMap(data -> parts(MessageCodec.X64.decode(data.type(), data.payload())))
                .forEach(part -> seen.add(part.getClass().getSimpleName()));
        Set<String> missing = new TreeSet<>();
        for (Class<?> family : List.of(
                KdMessage.class,
                StateChangeBody.class,
                ControlReport.class,
                ManipulateBody.class,
                DebugIoBody.class,
                FileIoBody.class)) {
            Stream.of(family.getPermittedSubclasses())
                    .map(Class::getSimpleName)
                    .filter(Predicate.not(seen::contains))
                    .forEach(missing::add);
        }
        assertThat(missing).as("add a .kdv under src/test/resources/kd").isEmpty();
    }

    private static void check(Vector vector, int type, Bytes payload) {
        KdMessage message = vector.codec().decode(type, payload);
        assertThat(message.toString()).isEqualTo(vector.value());
        assertThat(message.packetType()).isEqualTo(type);
        assertThat(vector.codec().encode(message))
                .isEqualTo(Masks.and(payload, vector.codec().declared(message)));
        assertThat(vector.codec().reply(payload, message)).isEqualTo(payload);
    }

    private static Stream<Object> parts(KdMessage message) {
        return Stream.concat(
                Stream.of(message),
                switch (message) {
                    case StateChange change -> Stream.of(change.body(), change.report());
                    case Manipulate manipulate -> Stream.of(manipulate.body());
                    case DebugIo debug -> Stream.of(debug.body());
                    case FileIo file -> Stream.of(file.body());
                    case TraceIo _, ControlRequest _, Unknown _ -> Stream.of();
                });
    }
}
