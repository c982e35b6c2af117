package io.kdlab.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kdlab.feature.Feature;
import io.kdlab.packet.Damage;
import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketDialect;
import io.kdlab.packet.PacketEncoder;
import io.kdlab.packet.PacketType;
import io.kdlab.transport.Direction;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Feature("3.8")
class CaptureFileTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00.123456789Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final CaptureLimits SMALL = new CaptureLimits(CaptureLimits.SMALLEST, 3);

    @TempDir
    private Path folder;

    @Test
    void aFrameIsReadAsItWasSeen() throws IOException {
        Path path = folder.resolve("deep/link.pcapng");
        Inbound.Damaged damaged = new Inbound.Damaged(Damage.BAD_CHECKSUM, PacketType.DEBUG_IO, 0x80800001, 5);
        try (CaptureFile file = CaptureFile.open(path, SMALL, CLOCK)) {
            LinkTap tap = file.link("rack-1", "com:port=/dev/ttyS0,baud=115200");
            packet(tap, NOON, Direction.FROM_TARGET, 1);
            tap.frame(NOON.plusNanos(1), Direction.FROM_TARGET, damaged, Bytes.ofHex("0102030405"));
            tap.frame(NOON.plusNanos(2), Direction.FROM_TARGET, new Inbound.Noise(1), Bytes.ofHex("ff"));
            packet(tap, NOON.plusNanos(3), Direction.TO_TARGET, 2);
            tap.note(NOON.plusNanos(4), LinkTap.Kind.ACT, "g", "alice");
            tap.note(NOON.plusNanos(5), LinkTap.Kind.PRINT, "in the packets already", "target");
        }
        assertThat(frames(path))
                .containsExactly(
                        CapturedFrame.of(NOON, "rack-1", Direction.FROM_TARGET, bytes(1)),
                        new CapturedFrame(
                                NOON.plusNanos(1),
                                "rack-1",
                                Direction.FROM_TARGET,
                                Bytes.ofHex("0102030405"),
                                damaged.toString(),
                                1 << 24,
                                0),
                        new CapturedFrame(
                                NOON.plusNanos(2),
                                "rack-1",
                                Direction.FROM_TARGET,
                                Bytes.ofHex("ff"),
                                "bytes outside any packet",
                                0,
                                0),
                        CapturedFrame.of(NOON.plusNanos(3), "rack-1", Direction.TO_TARGET, bytes(2)),
                        new CapturedFrame(
                                NOON.plusNanos(4),
                                "rack-1",
                                Direction.TO_TARGET,
                                Bytes.EMPTY,
                                "act by alice: g",
                                0,
                                0));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .as("it holds a kernel's memory")
                .isEqualTo("rw-------");
    }

    @Test
    void severalLinksShareAFileAndARecordingHasOne() throws IOException {
        Path path = folder.resolve("links.pcapng");
        try (CaptureFile file = CaptureFile.open(path, SMALL, CLOCK)) {
            LinkTap first = file.link("rack-1", "");
            packet(first, NOON, Direction.FROM_TARGET, 1);
            packet(file.link("rack-2", ""), NOON, Direction.FROM_TARGET, 2);
            packet(first, NOON, Direction.FROM_TARGET, 3);
        }
        assertThat(frames(path)).extracting(CapturedFrame::link).containsExactly("rack-1", "rack-2", "rack-1");
        assertThatThrownBy(() -> Recording.read(path))
                .isInstanceOf(CaptureFormatException.class)
                .hasMessage(path + ": 2 links (rack-1, rack-2); a recording has one");
    }

    @Test
    void aFullFileStepsBackAndTheOldestGoes() throws IOException {
        Path path = folder.resolve("link.pcapng");
        int count = 6000;
        try (CaptureFile file = CaptureFile.open(path, SMALL, CLOCK)) {
            LinkTap tap = file.link("rack-1", "");
            for (int i = 0; i < count; i++) {
                packet(tap, NOON.plusNanos(i), Direction.FROM_TARGET, i);
                if (i % 500 == 0) {
                    // The disk is given time, as a wire gives it: nothing is to be lost here.
                    int seen = i;
                    await().until(() -> Files.exists(path) && newest(path).orElse(-1) >= seen);
                }
            }
            assertThat(file.lost()).isZero();
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("link.pcapng", "link.1.pcapng", "link.2.pcapng");
        }
        List<CapturedFrame> kept = new ArrayList<>();
        for (String part : List.of("link.2.pcapng", "link.1.pcapng", "link.pcapng")) {
            assertThat(Files.size(folder.resolve(part))).isLessThan(CaptureLimits.SMALLEST + (300 << 10));
            kept.addAll(frames(folder.resolve(part)));
        }
        assertThat(kept.getLast().bytes()).isEqualTo(bytes(count - 1));
        assertThat(kept).extracting(CapturedFrame::time).isSorted();
        int first = count - kept.size();
        assertThat(kept.getFirst().bytes()).as("no gap between files").isEqualTo(bytes(first));
    }

    @Test
    void aSlowDiskCostsFramesThatAreCountedAndNeverTheLink() throws Exception {
        Path fifo = folder.resolve("live.pcapng");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        int count = 10_000;
        List<CapturedFrame> frames = new ArrayList<>();
        try (CaptureFile file = CaptureFile.open(fifo, SMALL, CLOCK)) {
            LinkTap tap = file.link("rack-1", "");
            // Nobody reads, so the "disk" takes nothing at all; were the link to wait, this loop would never end.
            for (int i = 0; i < count; i++) {
                packet(tap, NOON, Direction.FROM_TARGET, i);
            }
            assertThat(file.lost()).isPositive();
            Thread reader = Thread.ofVirtual().start(() -> frames.addAll(frames(fifo)));
            await().atMost(Duration.ofSeconds(50)).until(() -> file.waiting() == 0);
            packet(tap, NOON, Direction.FROM_TARGET, count + 1);
            long lost = file.lost();
            file.close();
            reader.join(TimeUnit.SECONDS.toMillis(50));
            assertThat(frames.stream().mapToLong(CapturedFrame::lost).sum()).isEqualTo(lost);
            assertThat(frames.getLast().bytes()).isEqualTo(bytes(count + 1));
        }
    }

    @Test
    void aKilledProcessLeavesAReadableFile() throws IOException {
        Path path = folder.resolve("link.pcapng");
        byte[] left;
        try (CaptureFile file = CaptureFile.open(path, SMALL, CLOCK)) {
            LinkTap tap = file.link("rack-1", "");
            for (int i = 0; i < 5; i++) {
                packet(tap, NOON, Direction.FROM_TARGET, i);
            }
            await().until(() -> newest(path).orElse(-1) == 4);
            // What is on the disk at this moment is all that a kill would leave.
            left = Files.readAllBytes(path);
        }
        for (int cut = 0; cut < left.length; cut++) {
            PcapngReader reader = new PcapngReader(new ByteArrayInputStream(left, 0, cut));
            int read = 0;
            while (reader.next().isPresent()) {
                read++;
            }
            assertThat(read).as("cut at %d of %d", cut, left.length).isLessThan(5);
        }
        assertThat(Recording.read(new ByteArrayInputStream(left)).frames()).hasSize(5);
        assertThat(Recording.read(new ByteArrayInputStream(left)).cutShort()).isFalse();
        assertThat(Recording.read(new ByteArrayInputStream(left, 0, left.length - 1))
                        .cutShort())
                .isTrue();
    }

    @Test
    void aDiskThatFailsIsTriedAgainAndWhatItMissedIsCounted() throws IOException {
        Path place = folder.resolve("volume");
        Files.createDirectories(place);
        Path path = place.resolve("link.pcapng");
        // A disk that is full from the first byte on.
        Files.createSymbolicLink(path, Path.of("/dev/full"));
        try (CaptureFile file = CaptureFile.open(path, SMALL, CLOCK, Duration.ofMillis(300))) {
            LinkTap tap = file.link("rack-1", "");
            packet(tap, NOON, Direction.FROM_TARGET, 1);
            await().until(() -> {
                packet(tap, NOON, Direction.FROM_TARGET, 2);
                return file.lost() > 0;
            });
            Files.delete(path);
            await().until(() -> Files.exists(path) && Files.isRegularFile(path));
            packet(tap, NOON, Direction.FROM_TARGET, 3);
            await().until(() -> newest(path).orElse(-1) == 3);
            List<CapturedFrame> frames = frames(path);
            assertThat(frames.stream().mapToLong(CapturedFrame::lost).sum()).isEqualTo(file.lost());
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenIsToldAtOnce() {
        assertThatThrownBy(() -> CaptureFile.open(folder, SMALL, CLOCK))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + ": a folder; a capture needs the name of a file");
        assertThatThrownBy(() -> CaptureFile.open(Path.of("/proc/no/link.pcapng"), SMALL, CLOCK))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new CaptureLimits(1000, 1)).hasMessageContaining("at least 65536");
    }

    private static void packet(LinkTap tap, Instant time, Direction direction, int number) {
        Bytes bytes = bytes(number);
        tap.frame(time, direction, new Inbound.Packet(content(number)), bytes);
    }

    private static KdPacket content(int number) {
        return new KdPacket.Data(PacketType.DEBUG_IO, 0x80800000, Bytes.ofLatin1("packet " + number + " "));
    }

    private static Bytes bytes(int number) {
        return PacketEncoder.encode(content(number), PacketDialect.STREAM);
    }

    /// The number of the newest packet in a file that is being written.
    private static Optional<Integer> newest(Path path) {
        List<CapturedFrame> frames = frames(path);
        return frames.isEmpty()
                ? Optional.empty()
                : Optional.of(Integer.valueOf(
                        frames.getLast().bytes().slice(16).toLatin1().split(" ")[1]));
    }

    private static List<CapturedFrame> frames(Path path) {
        List<CapturedFrame> frames = new ArrayList<>();
        try (InputStream in = Files.newInputStream(path)) {
            PcapngReader reader = new PcapngReader(in);
            for (Optional<CapturedFrame> next = reader.next(); next.isPresent(); next = reader.next()) {
                frames.add(next.get());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return frames;
    }
}
