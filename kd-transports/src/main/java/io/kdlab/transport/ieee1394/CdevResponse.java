package io.kdlab.transport.ieee1394;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// The end of a transaction; what was read follows at offset 20.
///
/// @param closure the transaction's
/// @param type [CdevRequest#EVENT_RESPONSE]
/// @param rcode one of [Rcode]
/// @param length bytes that follow
@Struct(name = "fw_cdev_event_response", size = 24)
public record CdevResponse(
        @At(0) long closure,
        @At(8) int type,
        @At(12) int rcode,
        @At(16) int length) {
    /// Where what was read begins: inside the structure's own size, since it ends in padding.
    static final int DATA = 20;
}
