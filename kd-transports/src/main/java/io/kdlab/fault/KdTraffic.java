package io.kdlab.fault;

import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketDialect;
import io.kdlab.packet.PacketEncoder;
import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/// What a target typically sends, packet by packet: prints, stops, replies with memory, control packets.
/// Contents are made up from a seed; leaders, headers, the share of zeros, text and kernel addresses are as
/// on real links.
final class KdTraffic {
    private static final String[] WORDS = {
        "KD:",
        "DriverEntry",
        "status",
        "=",
        "0x",
        "device",
        "object",
        "at",
        "IRQL",
        "failed",
        "loaded",
        "ntoskrnl.exe",
        "pnp",
        "***",
        "Fatal",
        "System",
        "Error:",
        "waiting",
        "bus",
        "\\Device\\Harddisk0",
        "started",
        "PCI",
        "ACPI",
        "thread",
        "process",
        "(",
        ")",
        "Windows",
        "version",
        "\r\n"
    };
    private static final int STATE_CHANGE = 240;
    private static final int MANIPULATE = 56;
    private static final int HEX = 16;

    private final Random random;
    private int id = 0x80800800;

    KdTraffic(long seed) {
        this.random = new Random(seed);
    }

    /// The next packet as it goes on the wire.
    byte[] next() {
        int kind = random.nextInt(20);
        KdPacket packet;
        if (kind < 7) {
            packet = data(PacketType.DEBUG_IO, print());
        } else if (kind < 12) {
            packet = data(PacketType.STATE_CHANGE64, stop());
        } else if (kind < 17) {
            packet = data(PacketType.STATE_MANIPULATE, reply());
        } else {
            int type = PacketType.ACKNOWLEDGE + random.nextInt(3);
            packet = new KdPacket.Control(type, type == PacketType.ACKNOWLEDGE ? id & ~0x800 : 0);
        }
        return PacketEncoder.encode(packet, PacketDialect.STREAM).toByteArray();
    }

    private KdPacket data(int type, ByteBuffer payload) {
        KdPacket packet = new KdPacket.Data(type, id, Bytes.of(payload.array()));
        id = id & ~0x800 ^ 1;
        return packet;
    }

    private ByteBuffer print() {
        StringBuilder text = new StringBuilder();
        for (int i = 3 + random.nextInt(20); i > 0; i--) {
            text.append(word()).append(random.nextInt(8) == 0 ? ": " : " ");
        }
        byte[] letters = text.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
        return payload(HEX + letters.length)
                .putInt(0, 0x3230)
                .putShort(4, (short) 6)
                .putShort(6, (short) random.nextInt(4))
                .putInt(8, letters.length)
                .put(HEX, letters);
    }

    private String word() {
        return switch (random.nextInt(8)) {
            case 0 -> "%08x".formatted(random.nextInt());
            case 1 -> String.valueOf(random.nextInt(10_000));
            case 2, 3 -> WORDS[random.nextInt(WORDS.length)];
            default -> letters();
        };
    }

    private String letters() {
        StringBuilder word = new StringBuilder();
        for (int i = 2 + random.nextInt(8); i > 0; i--) {
            word.append((char) ((random.nextInt(6) == 0 ? 'A' : 'a') + random.nextInt(26)));
        }
        return word.toString();
    }

    private ByteBuffer stop() {
        ByteBuffer stop = payload(STATE_CHANGE)
                .putInt(0, 0x3030)
                .putShort(4, (short) 6)
                .putInt(8, 1 + random.nextInt(8))
                .putLong(16, address())
                .putLong(24, address())
                .putInt(32, 0x80000003)
                .putLong(48, address())
                .putInt(56, random.nextInt(3));
        for (int at = 64; at < 176; at += Long.BYTES) {
            stop.putLong(at, random.nextInt(3) == 0 ? address() : 0);
        }
        return stop.putInt(192, 1).putInt(200, 0x202).putLong(216, random.nextLong());
    }

    private ByteBuffer reply() {
        int count = random.nextInt(800);
        ByteBuffer reply = payload(MANIPULATE + count)
                .putInt(0, 0x3130 + random.nextInt(0x10))
                .putShort(4, (short) 6)
                .putLong(16, address())
                .putInt(24, count)
                .putInt(28, count);
        for (int at = MANIPULATE; at + Long.BYTES <= reply.capacity(); at += Long.BYTES) {
            switch (random.nextInt(6)) {
                case 0 -> reply.putLong(at, address());
                case 1 -> reply.putLong(at, random.nextLong());
                case 2 -> reply.putLong(at, random.nextInt(256));
                case 3 -> reply.putLong(at, 0x0041_0042_0043_0044L + (random.nextLong() & 0x001f_001f_001f_001fL));
                default -> reply.putLong(at, 0);
            }
        }
        return reply;
    }

    private long address() {
        return 0xffff_f800_0000_0000L | random.nextLong() & 0xff_ffff_fff0L;
    }

    private static ByteBuffer payload(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
