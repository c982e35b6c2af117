package io.kdlab.transport;

import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.value.Bytes;
import java.time.Instant;
import java.util.List;

/// Several taps on one link. What a tap does not want costs it a call and nothing else.
record TapList(List<LinkTap> taps) implements LinkTap {
    @Override
    public boolean wantsBytes() {
        return taps.stream().anyMatch(LinkTap::wantsBytes);
    }

    @Override
    public void bytes(Instant time, Direction direction, Bytes bytes) {
        for (LinkTap tap : taps) {
            tap.bytes(time, direction, bytes);
        }
    }

    @Override
    public void frame(Instant time, Direction direction, Inbound found, Bytes bytes) {
        for (LinkTap tap : taps) {
            tap.frame(time, direction, found, bytes);
        }
    }

    @Override
    public void packet(Instant time, Direction direction, KdPacket packet) {
        for (LinkTap tap : taps) {
            tap.packet(time, direction, packet);
        }
    }

    @Override
    public void note(Instant time, Kind kind, String text, String who) {
        for (LinkTap tap : taps) {
            tap.note(time, kind, text, who);
        }
    }
}
