package io.kdlab.message;

import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;

/// Trace data of the target. Only its ack is expected; not seen in practice.
public record TraceIo(TraceIoHeader header, Bytes data) implements KdMessage {
    @Override
    public int packetType() {
        return PacketType.TRACE_IO;
    }
}
