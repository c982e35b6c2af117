package io.kdlab.peer;

import io.kdlab.value.Bytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// The UDP payloads of a compressed pcapng file of Ethernet frames, little-endian, IPv4 without options: what Wireshark
/// makes.
public final class UdpCapture {
    private static final int ENHANCED_PACKET = 6;
    private static final int BEFORE_FRAME = 28;
    private static final int BEFORE_PORTS = 14 + 20;
    private static final int BEFORE_PAYLOAD = BEFORE_PORTS + 8;

    private UdpCapture() {}

    /// All of them, in order.
    public static List<Bytes> read(Path file) throws IOException {
        List<Bytes> payloads = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
            byte[] header = in.readNBytes(8);
            while (header.length == 8) {
                ByteBuffer start = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
                int type = start.getInt();
                byte[] body = in.readNBytes(start.getInt() - 8);
                if (type == ENHANCED_PACKET) {
                    // The UDP length counts its own 8 bytes; Ethernet may pad behind it.
                    int at = BEFORE_FRAME - 8 + BEFORE_PAYLOAD;
                    int length = ByteBuffer.wrap(body).getShort(at - 4) & 0xffff;
                    payloads.add(Bytes.of(body, at, length - 8));
                }
                header = in.readNBytes(8);
            }
        }
        return payloads;
    }
}
