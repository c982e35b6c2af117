package io.kdlab.fuzz;

import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketDecoder;
import io.kdlab.packet.PacketDialect;
import io.kdlab.packet.Role;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/// Any bytes, cut anywhere: every cutting of a stream gives the same packets, and no byte is counted twice.
public final class PacketFinderFuzz {
    private PacketFinderFuzz() {}

    /// The first byte picks role, dialect and how the rest is cut.
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Role role = (input[0] & 1) == 0 ? Role.HOST : Role.TARGET;
        PacketDialect dialect = (input[0] & 2) == 0 ? PacketDialect.STREAM : PacketDialect.BARE;
        List<Inbound> whole = found(role, dialect, input, input.length);
        List<Inbound> cut = found(role, dialect, input, 1 + (input[0] >>> 2 & 0x3f));
        if (!dialect.delimited() && !whole.equals(cut)) {
            throw new AssertionError("cut, the same bytes give other packets: " + whole + " and " + cut);
        }
        int counted = whole.stream().mapToInt(PacketFinderFuzz::bytes).sum();
        if (counted > input.length - 1) {
            throw new AssertionError(counted + " bytes were found in " + (input.length - 1));
        }
    }

    private static List<Inbound> found(Role role, PacketDialect dialect, byte[] input, int chunk) {
        List<Inbound> found = new ArrayList<>();
        PacketDecoder decoder = new PacketDecoder(dialect, role);
        for (int at = 1; at < input.length; at += chunk) {
            decoder.feed(Unpooled.wrappedBuffer(input, at, Math.min(chunk, input.length - at)), found::add);
        }
        decoder.lineIdle(found::add);
        if (decoder.isMidway()) {
            throw new AssertionError("after silence something is held back still");
        }
        return found;
    }

    private static int bytes(Inbound inbound) {
        return switch (inbound) {
            case Inbound.Packet(KdPacket.Data data) -> 16 + data.payload().length();
            case Inbound.Packet(KdPacket.Control _) -> 16;
            case Inbound.Packet(KdPacket.BreakIn _) -> 1;
            case Inbound.Damaged damaged -> damaged.skipped();
            case Inbound.Noise(int count) -> count;
        };
    }
}
