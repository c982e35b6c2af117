/// Finds KD packets in bytes and writes them; knows nothing of acks, ids or messages.
///
/// A packet on a byte stream:
///
/// ```
///  0        4      6       8     12         16            16+count
///  +--------+------+-------+-----+----------+--  …  --+---+
///  | leader | type | count | id  | checksum | payload | AA|   data: leader 30 30 30 30
///  +--------+------+-------+-----+----------+--  …  --+---+   control: leader 69 69 69 69, count 0, nothing follows
/// ```
///
/// The trailer 0xAA exists only on byte streams (serial, pipe, TCP), see [io.kdlab.packet.PacketDialect].
/// Everything that can be wrong with the bytes is a value ([io.kdlab.packet.Inbound]), never an exception.
@NullMarked
package io.kdlab.packet;

import org.jspecify.annotations.NullMarked;
