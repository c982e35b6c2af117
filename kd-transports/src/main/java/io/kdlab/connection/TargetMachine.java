package io.kdlab.connection;

import io.kdlab.message.GetVersion;
import io.kdlab.message.KdMessage;
import io.kdlab.message.Machine;
import io.kdlab.message.MachineGuess;
import io.kdlab.message.Manipulate;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.Oddity;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which machine the target is, and its messages read accordingly.
///
/// Its first stop is all there is to go by until somebody asks its version; the answer is believed whoever asked.
/// Messages are read on the event loop only, [#machine] may be asked from anywhere.
final class TargetMachine {
    private static final Logger LOG = LoggerFactory.getLogger(TargetMachine.class);
    /// How long nothing more is logged of the same kind of oddity.
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final String wire;
    private final LinkNews news;
    private final Map<Oddity.Kind, Told> told = new EnumMap<>(Oddity.Kind.class);
    private volatile MessageCodec codec = MessageCodec.of(Machine.OTHER);
    private boolean saidSo;

    /// When a kind of oddity was logged last, and how many were not logged since.
    private record Told(Instant at, int more) {}

    TargetMachine(String wire, LinkNews news) {
        this.wire = wire;
        this.news = news;
    }

    /// The machine; [Machine#OTHER] until its stops or its version tell.
    Machine machine() {
        return codec.machine();
    }

    /// What the target said.
    KdMessage read(KdPacket.Data packet) {
        if (!saidSo && packet.type() == PacketType.STATE_CHANGE64) {
            codec = MessageCodec.of(MachineGuess.of(packet.payload()));
        }
        KdMessage said = codec.decode(packet.type(), packet.payload());
        if (said instanceof Manipulate reply
                && reply.body() instanceof GetVersion version
                && reply.status().isSuccess()
                && version.machine() != Machine.OTHER) {
            codec = MessageCodec.of(version.machine());
            saidSo = true;
        }
        Oddity.in(said, codec.machine()).ifPresent(this::log);
        return said;
    }

    /// The payload that says `message` to it.
    Bytes write(KdMessage message) {
        return codec.encode(message);
    }

    /// Another kernel may be there.
    void forget() {
        saidSo = false;
    }

    private void log(Oddity oddity) {
        Instant now = news.now();
        Told last = told.get(oddity.kind());
        if (last != null && now.isBefore(last.at().plus(QUIET))) {
            told.put(oddity.kind(), new Told(last.at(), last.more() + 1));
            return;
        }
        int before = last == null ? 0 : last.more();
        LOG.warn("an odd message wire={} what=\"{}\" alikeBefore={}", wire, oddity.text(), before);
        told.put(oddity.kind(), new Told(now, 0));
    }
}
