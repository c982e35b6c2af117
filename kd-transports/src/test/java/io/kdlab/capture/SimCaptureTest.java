package io.kdlab.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kdlab.address.LinkAddress;
import io.kdlab.connection.ConnectionOptions;
import io.kdlab.connection.KdConnection;
import io.kdlab.connection.LinkStatus;
import io.kdlab.feature.Feature;
import io.kdlab.message.Continue2;
import io.kdlab.message.GetVersion;
import io.kdlab.message.Manipulate;
import io.kdlab.packet.KdPacket;
import io.kdlab.transport.Direction;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the line does, the capture holds every byte that passed, in order, and every packet as one frame.
@Feature("3.8")
class SimCaptureTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"sim:x64,seed=3", "fault:seed=11,loss=2%,flip=2%,wire=@{sim:x64,seed=3}"})
    void everyByteOfALinkIsInItsCapture(String wire) throws Exception {
        LinkAddress address = LinkAddress.parse(wire);
        Path path = folder.resolve("sim.pcapng");
        Witness witness = new Witness();
        try (CaptureFile file = CaptureFile.open(path, CaptureLimits.STANDARD, Clock.systemUTC());
                KdConnection connection = KdConnection.open(
                        address,
                        ConnectionOptions.standard()
                                .withInitialBreak(true)
                                .withTap(LinkTap.all(List.of(witness, file.link("sim", address.text())))))) {
            await().atMost(Duration.ofSeconds(100)).until(() -> connection.status() instanceof LinkStatus.Stopped);
            for (int i = 0; i < 20; i++) {
                connection.request(Epoch.NONE, Manipulate.request(0, GetVersion.REQUEST), Duration.ofSeconds(50));
            }
            connection.send(Epoch.NONE, Manipulate.request(0, Continue2.of(NtStatus.CONTINUE, false, 0)));
        }
        List<CapturedFrame> frames = Recording.read(path).frames();
        for (Direction direction : Direction.values()) {
            ByteArrayOutputStream captured = new ByteArrayOutputStream();
            frames.stream()
                    .filter(frame -> frame.direction() == direction)
                    .forEach(frame -> captured.writeBytes(frame.bytes().toByteArray()));
            assertThat(Bytes.of(captured.toByteArray()))
                    .as("%s of %s", direction, wire)
                    .isEqualTo(witness.bytes(direction));
        }
        List<KdPacket> packets = frames.stream()
                .filter(frame -> frame.faults() == 0 && !frame.bytes().isEmpty())
                .flatMap(frame -> FrameReader.packet(frame).stream())
                .toList();
        assertThat(packets).containsExactlyElementsOf(witness.packets);
        assertThat(frames.stream().mapToLong(CapturedFrame::lost).sum()).isZero();
    }

    /// What another tap saw.
    private static final class Witness implements LinkTap {
        private final Map<Direction, ByteArrayOutputStream> bytes = new EnumMap<>(Direction.class);
        private final List<KdPacket> packets = new CopyOnWriteArrayList<>();

        Bytes bytes(Direction direction) {
            return Bytes.of(bytes.get(direction).toByteArray());
        }

        @Override
        public boolean wantsBytes() {
            return true;
        }

        @Override
        public void bytes(Instant time, Direction direction, Bytes passed) {
            bytes.computeIfAbsent(direction, _ -> new ByteArrayOutputStream()).writeBytes(passed.toByteArray());
        }

        @Override
        public void packet(Instant time, Direction direction, KdPacket packet) {
            packets.add(packet);
        }
    }
}
