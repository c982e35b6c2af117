package io.kdlab.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kdlab.message.Machine;
import io.kdlab.message.MessageCodec;
import io.kdlab.value.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/// A recorded conversation between a host and a ReactOS kernel; see `kd/recordings/ORIGIN`.
public record Recording(String name, List<Entry> entries) {
    /// All recordings there are.
    public static final List<String> NAMES = List.of(
            "reactos-amd64-bugcheck",
            "reactos-amd64-late",
            "reactos-amd64-noisy",
            "reactos-amd64-reboot",
            "reactos-amd64-session",
            "reactos-i386-bugcheck",
            "reactos-i386-late",
            "reactos-i386-noisy",
            "reactos-i386-reboot",
            "reactos-i386-session");

    private static final ObjectMapper JSON = new ObjectMapper();

    /// One packet (or break-in byte) of a recording.
    ///
    /// @param line where it stands in the file, from 1
    /// @param seconds since the recording began
    /// @param json the recorder's own decoding
    public record Entry(int line, double seconds, boolean fromTarget, Bytes bytes, JsonNode json) {
        /// Whether the recorder itself found the checksum wrong, or made it so.
        public boolean isDamaged() {
            return json.path("ok").asText().equals("false")
                    || json.path("note").asText().equals("BAD CHECKSUM");
        }

        /// Whether this is the bare byte 0x62.
        public boolean isBreakIn() {
            return json.path("breakin").asBoolean();
        }
    }

    /// Reads a recording from the test resources of kd-transports.
    public static Recording load(String name) {
        String path = "/kd/recordings/" + name + ".pkt.jsonl.gz";
        List<Entry> entries = new ArrayList<>();
        try (InputStream file = Objects.requireNonNull(Recording.class.getResourceAsStream(path), path);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                JsonNode json = JSON.readTree(line);
                if (json.has("hex")) {
                    entries.add(new Entry(
                            number,
                            json.path("t").asDouble(),
                            json.path("dir").asText().equals("target->host"),
                            Bytes.ofHex(json.path("hex").asText()),
                            json));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
        return new Recording(name, List.copyOf(entries));
    }

    /// The packets of one direction.
    public List<Entry> from(boolean target) {
        return entries.stream().filter(entry -> entry.fromTarget() == target).toList();
    }

    /// The codec of the recorded machine.
    public MessageCodec codec() {
        return MessageCodec.of(name.contains("i386") ? Machine.X86 : Machine.X64);
    }

    @Override
    public String toString() {
        return name;
    }
}
