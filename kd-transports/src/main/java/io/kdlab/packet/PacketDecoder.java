package io.kdlab.packet;

import io.kdlab.value.Bytes;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/// Finds packets in a stream of bytes and finds its way back after damage.
///
/// The leader hunt: four identical bytes 0x30 or 0x69 in a row; of a longer run the last four count, since
/// no header goes on with its leader's byte. Then the header, whose count is compared with [#MAX_PAYLOAD]
/// before a byte of payload is waited for; then payload, trailer, checksum. A frame whose trailer is wrong
/// is searched for the next packet, so that bytes lost on the line cost one packet, not two. A frame with a
/// good trailer and a bad checksum is given up whole: payloads may well contain what looks like a packet.
///
/// Where the wire delimits packets there is nothing to hunt for: each unit is judged by itself, at once.
///
/// The buffer is one packet and a header long and nothing else is kept, so no input makes this allocate
/// more. Any chunking of the same bytes yields the same results. Not thread-safe: one decoder belongs to
/// one channel. It has no clock: who has one calls [#lineIdle] when the line has been silent for longer
/// than a packet may pause.
public final class PacketDecoder {
    /// The largest payload the protocol has.
    public static final int MAX_PAYLOAD = 4000;
    /// Noise is reported at the latest after this many bytes.
    public static final int NOISE_REPORT = 256;

    private static final int HEADER = PacketEncoder.HEADER;

    private final PacketDialect dialect;
    private final Role role;
    /// One packet, and the header after it: a damaged packet is given up when it is clear where the next begins.
    private final byte[] buffer = new byte[HEADER + MAX_PAYLOAD + 1 + HEADER];
    private int size;
    private int noise;
    private boolean breakSeen;
    private long passed;

    public PacketDecoder(PacketDialect dialect, Role role) {
        this.dialect = dialect;
        this.role = role;
    }

    /// Takes all readable bytes of `in`, which stays the caller's to release, and hands on what they complete. Where
    /// the wire delimits packets, `in` is one unit of it, and nothing of it joins with the next.
    public void feed(ByteBuf in, Consumer<Inbound> out) {
        if (dialect.delimited()) {
            unit(in, out);
            return;
        }
        while (in.isReadable()) {
            int taken = Math.min(in.readableBytes(), buffer.length - size);
            in.readBytes(buffer, size, taken);
            size += taken;
            while (step(out)) {
                // Until more bytes are needed. A full buffer always holds a frame and a header, so there is room after.
            }
        }
    }

    /// A unit is a packet, the break-in byte, or something else that is noise: empty transfers, names, connection
    /// checks. No packet begins with 0x62.
    private void unit(ByteBuf in, Consumer<Inbound> out) {
        size = Math.min(in.readableBytes(), buffer.length);
        in.readBytes(buffer, 0, size);
        if (size > 0 && role == Role.TARGET && buffer[0] == PacketEncoder.BREAK_IN) {
            drop(1);
            breakIn(out);
        } else if (size > 0 && runOfLeaders() == Math.min(size, 4)) {
            boolean complete = size >= HEADER && (buffer[0] == PacketEncoder.CONTROL_LEADER ? control(out) : data(out));
            if (!complete) {
                damaged(Damage.TRUNCATED, size, out);
            }
        }
        int rest = size + in.readableBytes();
        noise += rest;
        passed += rest;
        in.skipBytes(in.readableBytes());
        size = 0;
        flushNoise(out);
    }

    /// The line has been silent for longer than a packet may pause: an unfinished packet is given up, a
    /// lone break-in byte takes effect, gathered noise is reported.
    public void lineIdle(Consumer<Inbound> out) {
        while (size > 0) {
            if (size > 4 && runOfLeaders() == 4) {
                int next = nextPacket(size);
                damaged(Damage.TRUNCATED, next + HEADER <= size ? next : size, out);
            } else {
                discard(1, out);
            }
            while (step(out)) {
                // What the unfinished packet had swallowed.
            }
        }
        if (breakSeen) {
            breakIn(out);
        }
        flushNoise(out);
    }

    /// Whether something is held back that only more bytes or [#lineIdle] bring forth: an unfinished
    /// packet, a break-in, unreported noise. While this is so the caller should have a timer running.
    public boolean isMidway() {
        return size > 0 || breakSeen || noise > 0;
    }

    /// How many bytes have been dealt with since the decoder was made: found in packets, given up, or gathered as
    /// noise. What is received beyond that is still being looked at.
    public long passed() {
        return passed;
    }

    /// Forgets everything received, as after a reopened wire.
    public void reset() {
        passed += size;
        size = 0;
        noise = 0;
        breakSeen = false;
    }

    /// One step at the head of the buffer; false when it needs more bytes.
    private boolean step(Consumer<Inbound> out) {
        if (size == 0) {
            return false;
        }
        int run = runOfLeaders();
        if (run == 0 || run > 4 || (run < 4 && run < size)) {
            discard(run == 0 ? beforeLeader() : run > 4 ? run - 4 : run, out);
            return true;
        }
        if (size < HEADER) {
            return false;
        }
        if (breakSeen) {
            breakIn(out);
        }
        return buffer[0] == PacketEncoder.CONTROL_LEADER ? control(out) : data(out);
    }

    private boolean control(Consumer<Inbound> out) {
        if (PacketType.isControl(u16(4))) {
            packet(new KdPacket.Control(u16(4), u32(8)), HEADER, out);
        } else {
            discard(4, out); // ignored by rule; most likely text that contains the leader
        }
        return true;
    }

    private boolean data(Consumer<Inbound> out) {
        int count = u16(6);
        if (!isHeader(0) && !isKnownData(0)) {
            discard(4, out);
            return true;
        }
        if (count > MAX_PAYLOAD) {
            damaged(Damage.TOO_LONG, 4, out);
            return true;
        }
        int frame = HEADER + count + (dialect.trailer() ? 1 : 0);
        if (size < frame) {
            return false;
        }
        if (dialect.trailer() && buffer[frame - 1] != PacketEncoder.TRAILER) {
            return badTrailer(frame, out);
        }
        if (count == 0) {
            damaged(Damage.TRUNCATED, frame, out); // no message is empty; a header of zeros has the right sum
        } else if (Checksum.of(buffer, HEADER, count) == u32(12)) {
            packet(new KdPacket.Data(u16(4), u32(8), Bytes.of(buffer, HEADER, count)), frame, out);
        } else {
            damaged(Damage.BAD_CHECKSUM, frame, out);
        }
        return true;
    }

    private boolean badTrailer(int frame, Consumer<Inbound> out) {
        int next = nextPacket(frame);
        if (next < frame && next + HEADER > size) {
            return false;
        }
        damaged(next + HEADER <= frame ? Damage.TRUNCATED : Damage.BAD_TRAILER, next, out);
        return true;
    }

    /// How many equal leader bytes the buffer begins with.
    private int runOfLeaders() {
        byte first = buffer[0];
        if (first != PacketEncoder.DATA_LEADER && first != PacketEncoder.CONTROL_LEADER) {
            return 0;
        }
        int run = 1;
        while (run < size && buffer[run] == first) {
            run++;
        }
        return run;
    }

    /// How many bytes at the head of the buffer cannot begin a leader.
    private int beforeLeader() {
        int at = 1;
        while (at < size && buffer[at] != PacketEncoder.DATA_LEADER && buffer[at] != PacketEncoder.CONTROL_LEADER) {
            at++;
        }
        return at;
    }

    /// Where, inside the damaged frame at the head of the buffer, the next packet begins or, as far as there are bytes,
    /// may begin; `frame` when nowhere.
    private int nextPacket(int frame) {
        int at = 4;
        while (at < frame && !mayBegin(at)) {
            at++;
        }
        return at;
    }

    private boolean mayBegin(int at) {
        byte leader = buffer[at];
        if (leader != PacketEncoder.DATA_LEADER && leader != PacketEncoder.CONTROL_LEADER) {
            return false;
        }
        for (int i = at + 1; i < Math.min(size, at + 4); i++) {
            if (buffer[i] != leader) {
                return false;
            }
        }
        return at + HEADER > size || (isHeader(at) && (leader == PacketEncoder.CONTROL_LEADER || isKnownData(at)));
    }

    /// Whether the sixteen bytes at `at`, which begin with a leader, agree with each other. Text does not.
    private boolean isHeader(int at) {
        int count = u16(at + 6);
        if (buffer[at] == PacketEncoder.CONTROL_LEADER) {
            return PacketType.isControl(u16(at + 4)) && count == 0;
        }
        return !PacketType.isControl(u16(at + 4))
                && count <= MAX_PAYLOAD
                && Integer.compareUnsigned(u32(at + 12), 255 * count) <= 0;
    }

    private boolean isKnownData(int at) {
        int type = u16(at + 4);
        return type > PacketType.UNUSED && type < PacketType.MAX && !PacketType.isControl(type);
    }

    private void packet(KdPacket packet, int length, Consumer<Inbound> out) {
        flushNoise(out);
        drop(length);
        out.accept(new Inbound.Packet(packet));
    }

    private void damaged(Damage why, int skipped, Consumer<Inbound> out) {
        flushNoise(out);
        int type = size < 6 ? PacketType.UNUSED : u16(4);
        int id = size < 12 ? 0 : u32(8);
        drop(skipped);
        out.accept(new Inbound.Damaged(why, type, id, skipped));
    }

    private void breakIn(Consumer<Inbound> out) {
        breakSeen = false;
        flushNoise(out);
        out.accept(new Inbound.Packet(new KdPacket.BreakIn()));
    }

    /// Bytes that belong to no packet. In target role a break-in byte is remembered until other noise follows it.
    private void discard(int count, Consumer<Inbound> out) {
        for (int i = 0; i < count; i++) {
            if (role == Role.TARGET && buffer[i] == PacketEncoder.BREAK_IN) {
                breakSeen = true;
                continue;
            }
            // Stray leader bytes do not clear it (kd-protocol 2.1), anything else does.
            if (buffer[i] != PacketEncoder.DATA_LEADER && buffer[i] != PacketEncoder.CONTROL_LEADER) {
                breakSeen = false;
            }
            noise++;
            if (noise == NOISE_REPORT) {
                flushNoise(out);
            }
        }
        drop(count);
    }

    private void flushNoise(Consumer<Inbound> out) {
        if (noise > 0) {
            int count = noise;
            noise = 0;
            out.accept(new Inbound.Noise(count));
        }
    }

    private void drop(int count) {
        System.arraycopy(buffer, count, buffer, 0, size - count);
        size -= count;
        passed += count;
    }

    private int u16(int at) {
        return (buffer[at] & 0xff) | (buffer[at + 1] & 0xff) << 8;
    }

    private int u32(int at) {
        return u16(at) | u16(at + 2) << 16;
    }
}
