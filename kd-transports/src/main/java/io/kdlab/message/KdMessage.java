package io.kdlab.message;

/// A message, the meaning of a data packet's payload. Which direction it goes is not part of it.
public sealed interface KdMessage permits StateChange, Manipulate, DebugIo, TraceIo, ControlRequest, FileIo, Unknown {
    /// The type of the packet that carries it, see [io.kdlab.packet.PacketType].
    int packetType();
}
