package io.kdlab.replay;

import io.kdlab.capture.CapturedFrame;
import io.kdlab.capture.FrameReader;
import io.kdlab.capture.Recording;
import io.kdlab.message.DebugIo;
import io.kdlab.message.GetString;
import io.kdlab.message.GetVersion;
import io.kdlab.message.KdMessage;
import io.kdlab.message.Manipulate;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.SwitchProcessor;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketType;
import io.kdlab.transport.Direction;
import io.kdlab.value.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a target said in a recording and what it was asked, each thing once: retransmissions, announcements
/// after a RESET and damaged packets are left out.
///
/// Whatever the recorded machine was, one codec will do: what differs between machines is replayed as bytes.
record RecordedSession(List<Moment> moments) {
    RecordedSession {
        moments = List.copyOf(moments);
    }

    static RecordedSession of(Recording recording) {
        Reader reader = new Reader();
        for (CapturedFrame frame : recording.frames()) {
            Optional<KdPacket> packet = FrameReader.packet(frame);
            packet.ifPresent(found -> reader.read(frame.direction(), found));
        }
        reader.leave(Optional.empty());
        return new RecordedSession(reader.moments);
    }

    /// What the target said it is, when it was first asked.
    Optional<Moment.Exchange> version() {
        return moments.stream()
                .filter(Moment.Stopped.class::isInstance)
                .flatMap(moment -> ((Moment.Stopped) moment).exchanges().stream())
                .filter(exchange -> exchange.request().body() instanceof GetVersion
                        && exchange.reply().status().isSuccess())
                .findFirst();
    }

    private static final class Reader {
        private static final int SYNC = 0x800;

        final List<Moment> moments = new ArrayList<>();
        private final List<Moment.Exchange> exchanges = new ArrayList<>();
        private final MessageCodec codec = MessageCodec.X64;
        private KdPacket.@Nullable Data fromTarget;
        private KdPacket.@Nullable Data fromHost;
        private KdPacket.@Nullable Data stop;
        private @Nullable Manipulate pending;
        private @Nullable Manipulate switching;
        private boolean afterReset;

        void read(Direction direction, KdPacket packet) {
            switch (packet) {
                case KdPacket.Data data when direction == Direction.FROM_TARGET -> target(data);
                case KdPacket.Data data -> host(data);
                case KdPacket.Control(int type, int _)
                when type == PacketType.RESET -> {
                    afterReset = true;
                    fromHost = null;
                }
                case KdPacket.Control _, KdPacket.BreakIn _ -> {}
            }
        }

        private void target(KdPacket.Data data) {
            KdPacket.Data before = fromTarget;
            boolean sameId = before != null && (before.id() & ~SYNC) == (data.id() & ~SYNC);
            fromTarget = data;
            if ((sameId || afterReset) && says(before, data)) {
                afterReset = false;
                return;
            }
            afterReset = false;
            switch (codec.decode(data.type(), data.payload())) {
                case Manipulate reply -> reply(reply, data.payload());
                case DebugIo io
                when !(io.body() instanceof GetString) -> moments.add(new Moment.Said(data.type(), data.payload()));
                case KdMessage said -> {
                    switch (said.packetType()) {
                        case PacketType.STATE_CHANGE64 -> stopped(data);
                        case PacketType.DEBUG_IO, PacketType.FILE_IO ->
                            moments.add(new Moment.Asked(data.type(), data.payload()));
                        default -> moments.add(new Moment.Said(data.type(), data.payload()));
                    }
                }
            }
        }

        private void stopped(KdPacket.Data data) {
            if (!says(stop, data)) {
                leave(Optional.ofNullable(switching));
                stop = data;
            }
        }

        private void reply(Manipulate reply, Bytes payload) {
            Manipulate request = pending;
            if (stop != null && request != null && request.apiNumber() == reply.apiNumber()) {
                exchanges.add(new Moment.Exchange(request, reply, payload));
                pending = null;
            }
        }

        private void host(KdPacket.Data data) {
            KdPacket.Data before = fromHost;
            fromHost = data;
            if (before != null && before.id() == data.id() && says(before, data)) {
                return;
            }
            if (codec.decode(data.type(), data.payload()) instanceof Manipulate request) {
                if (request.expectsReply()) {
                    pending = request;
                } else if (RequestKey.goesOn(request)) {
                    leave(Optional.of(request));
                } else if (request.body() instanceof SwitchProcessor) {
                    switching = request;
                }
            }
        }

        /// The stop is over: the target went on, or reports another processor, or the recording ends.
        void leave(Optional<Manipulate> by) {
            KdPacket.Data over = stop;
            if (over != null) {
                moments.add(new Moment.Stopped(over.type(), over.payload(), exchanges, by));
            }
            stop = null;
            pending = null;
            switching = null;
            exchanges.clear();
        }

        private static boolean says(KdPacket.@Nullable Data one, KdPacket.Data other) {
            return one != null && one.type() == other.type() && one.payload().equals(other.payload());
        }
    }
}
