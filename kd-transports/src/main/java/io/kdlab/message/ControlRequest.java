package io.kdlab.message;

import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;

/// The target negotiates about hardware breakpoints. Not seen in practice.
///
/// @param surplus what follows the 12 bytes; nothing is expected there
public record ControlRequest(ControlRequestBody body, Bytes surplus) implements KdMessage {
    @Override
    public int packetType() {
        return PacketType.CONTROL_REQUEST;
    }
}
