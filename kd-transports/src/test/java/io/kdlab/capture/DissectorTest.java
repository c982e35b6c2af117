package io.kdlab.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kdlab.address.LinkAddress;
import io.kdlab.connection.ConnectionOptions;
import io.kdlab.connection.KdConnection;
import io.kdlab.connection.LinkStatus;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.golden.Recording;
import io.kdlab.message.GetContext;
import io.kdlab.message.GetVersion;
import io.kdlab.message.Machine;
import io.kdlab.message.Manipulate;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.ReadMemory;
import io.kdlab.packet.KdPacket;
import io.kdlab.transport.Direction;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Wireshark, with the script we ship, reads in a capture what our own decoding reads, field by field.
@Feature(value = "3.8", on = On.PROCESS)
class DissectorTest {
    private static final Path SCRIPT = Path.of(System.getProperty("kdlab.root", ".."), "packaging/wireshark/kdlab.lua");
    private static final Duration LIMIT = Duration.ofSeconds(100);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @BeforeAll
    static void tsharkIsThere() {
        boolean there = Files.isExecutable(Path.of("/usr/bin/tshark"));
        if (Boolean.getBoolean("kdlab.check")) {
            assertThat(there).as("packaging/bin/check installs tshark").isTrue();
        }
        assumeThat(there).as("no tshark here: apt-get install tshark").isTrue();
    }

    @Test
    void aSimulatedSessionIsReadAsWeReadIt() throws Exception {
        Path path = folder.resolve("sim.pcapng");
        LinkAddress address = LinkAddress.parse("sim:x64,seed=3");
        try (CaptureFile file = CaptureFile.open(path, CaptureLimits.STANDARD, Clock.systemUTC());
                KdConnection connection = KdConnection.open(
                        address,
                        ConnectionOptions.standard()
                                .withInitialBreak(true)
                                .withTap(file.link("rack-1", address.text())))) {
            await().atMost(LIMIT).until(() -> connection.status() instanceof LinkStatus.Stopped);
            connection.request(Epoch.NONE, Manipulate.request(0, GetVersion.REQUEST), LIMIT);
            connection.request(Epoch.NONE, Manipulate.request(0, new GetContext(0)), LIMIT);
            connection.request(
                    Epoch.NONE, Manipulate.request(0, ReadMemory.of(Address.of(0xfffff80002600000L), 64)), LIMIT);
        }
        List<JsonNode> shown = tshark(path);
        assertThat(compare(io.kdlab.capture.Recording.read(path).frames(), shown, MessageCodec.of(Machine.X64)))
                .isGreaterThanOrEqualTo(7);
        assertThat(text(shown.getFirst(), "frame.interface_name")).isEqualTo("rack-1");
        assertThat(shown)
                .anySatisfy(packet -> assertThat(text(packet.path("kd"), "kd.context_x64.rip"))
                        .startsWith("0xfffff800"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reactos-amd64-session", "reactos-i386-session"})
    void aRecordedKernelIsReadAsWeReadIt(String name) throws Exception {
        Recording recording = Recording.load(name);
        List<CapturedFrame> frames = recording.entries().stream()
                .map(entry -> CapturedFrame.of(
                        Instant.EPOCH.plusMillis(entry.line()),
                        name,
                        entry.fromTarget() ? Direction.FROM_TARGET : Direction.TO_TARGET,
                        entry.bytes()))
                .toList();
        Path path = write(frames);
        assertThat(compare(frames, tshark(path), recording.codec())).isGreaterThan(500);
    }

    @Test
    void damageNoiseAndRemarksAreShownAsSuch() throws Exception {
        Bytes print =
                Bytes.ofHex("303030300300110000008080ff000000" + "30320000000000000100000000000000" + "41" + "aa");
        Path path = write(List.of(
                frame(print),
                frame(Bytes.ofHex("ffff")),
                frame(print.slice(0, 20)),
                frame(print.with(print.length() - 1, Bytes.ofHex("00"))),
                new CapturedFrame(Instant.EPOCH, "rack-1", Direction.TO_TARGET, Bytes.EMPTY, "act by alice: g", 0, 0),
                new CapturedFrame(Instant.EPOCH, "rack-1", Direction.TO_TARGET, Bytes.ofHex("62"), "", 0, 12)));
        List<JsonNode> shown = tshark(path);
        assertThat(shown.get(0).toString()).contains("kd.bad.checksum").contains("\"kd.text\":\"A\"");
        assertThat(text(shown.get(1).path("kd"), "kd.noise")).isEqualTo("ff:ff");
        assertThat(shown.get(2).toString()).contains("kd.bad.length");
        assertThat(shown.get(3).toString()).contains("kd.bad.trailer");
        assertThat(shown.get(4).toString()).contains("act by alice: g");
        assertThat(text(shown.get(5).path("kd"), "kd.break_in")).isEqualTo("0x62");
        assertThat(shown.get(5).toString()).contains("frame.drop_count\":\"12\"");
    }

    /// How many data packets were compared.
    private static int compare(List<CapturedFrame> frames, List<JsonNode> shown, MessageCodec codec) {
        assertThat(shown).hasSameSizeAs(frames);
        int compared = 0;
        for (int i = 0; i < frames.size(); i++) {
            Optional<KdPacket> packet = FrameReader.packet(frames.get(i));
            String what = "frame " + (i + 1) + " " + packet;
            JsonNode kd = shown.get(i).path("kd");
            if (packet.isPresent()) {
                Map<String, String> wanted = PacketFields.of(packet.get(), codec);
                for (Map.Entry<String, String> field : wanted.entrySet()) {
                    assertThat(PacketFields.plain(text(kd, field.getKey())))
                            .as("%s: %s", what, field.getKey())
                            .isEqualTo(field.getValue());
                }
                assertThat(kd.toString()).as(what).doesNotContain("kd.bad.");
                compared += packet.get() instanceof KdPacket.Data ? 1 : 0;
            }
        }
        return compared;
    }

    /// The first field of this name, however deep.
    private static String text(JsonNode tree, String field) {
        JsonNode found = tree.findValue(field);
        return found == null ? "(not shown)" : found.isArray() ? found.get(0).asText() : found.asText();
    }

    private List<JsonNode> tshark(Path capture) throws IOException, InterruptedException {
        Path out = folder.resolve("out.json");
        Process process = new ProcessBuilder(
                        "/usr/bin/tshark",
                        "-X",
                        "lua_script:" + SCRIPT.toAbsolutePath().normalize(),
                        "-r",
                        capture.toString(),
                        "-T",
                        "json",
                        "--no-duplicate-keys")
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        String errors = Files.readString(folder.resolve("err"));
        assertThat(errors).doesNotContain("Lua").doesNotContain("cut short");
        List<JsonNode> packets = new ArrayList<>();
        JSON.readTree(out.toFile())
                .forEach(packet -> packets.add(packet.path("_source").path("layers")));
        return packets;
    }

    private static CapturedFrame frame(Bytes bytes) {
        return CapturedFrame.of(Instant.EPOCH, "rack-1", Direction.FROM_TARGET, bytes);
    }

    private Path write(List<CapturedFrame> frames) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(PcapngWriter.section().toByteArray());
        file.writeBytes(PcapngWriter.link("rack-1", "").toByteArray());
        frames.forEach(frame -> file.writeBytes(PcapngWriter.frame(0, frame).toByteArray()));
        return Files.write(folder.resolve("written.pcapng"), file.toByteArray());
    }
}
