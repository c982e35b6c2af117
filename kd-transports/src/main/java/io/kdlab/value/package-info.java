/// The few words that every part of kdlab shares: addresses, byte strings, status codes, epochs.
///
/// Everything here is an immutable value without a dependency; nothing here knows about packets, wires or Netty.
/// Integers on KD wires are little-endian and unsigned, so the getters of [io.kdlab.value.Bytes] read them that way.
@NullMarked
package io.kdlab.value;

import org.jspecify.annotations.NullMarked;
