package io.kdlab.transport.ieee1394;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// The state of the bus after a reset: an event, and part of [CdevInfo].
///
/// @param type [CdevRequest#EVENT_BUS_RESET]
/// @param nodeId the node's id now
/// @param localNodeId this machine's own
/// @param generation counts resets
@Struct(name = "fw_cdev_event_bus_reset", size = 40)
public record CdevBusReset(
        @At(0) long closure,
        @At(8) int type,
        @At(12) int nodeId,
        @At(16) int localNodeId,
        @At(20) int busManagerNodeId,
        @At(24) int isochronousManagerNodeId,
        @At(28) int rootNodeId,
        @At(32) int generation) {}
