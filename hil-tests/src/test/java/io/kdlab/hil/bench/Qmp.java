package io.kdlab.hil.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// QEMU's machine protocol: a line of JSON each way; events between them are passed over.
public final class Qmp {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SocketChannel channel;
    private final BufferedReader lines;

    private Qmp(SocketChannel channel) {
        this.channel = channel;
        this.lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    /// Connects to the socket of QEMU's `-qmp`.
    public static Qmp connect(Path socket) throws IOException {
        Qmp qmp = new Qmp(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        if (!qmp.next().has("QMP")) {
            throw new IOException("no greeting on " + socket);
        }
        qmp.execute("qmp_capabilities", Map.of());
        return qmp;
    }

    /// Has a command executed; fails with QEMU's own words.
    public synchronized JsonNode execute(String command, Map<String, ?> arguments) throws IOException {
        String line = JSON.writeValueAsString(Map.of("execute", command, "arguments", arguments)) + "\n";
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        JsonNode answer = next();
        while (!answer.has("return")) {
            if (answer.has("error")) {
                throw new IOException("QEMU refuses %s %s: %s"
                        .formatted(
                                command,
                                arguments,
                                answer.path("error").path("desc").asText()));
            }
            answer = next();
        }
        return answer.path("return");
    }

    private JsonNode next() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("QEMU has ended");
        }
        return JSON.readTree(line);
    }
}
