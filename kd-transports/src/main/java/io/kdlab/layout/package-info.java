/// How a record says where its fields lie in the bytes of a wire structure, and the one codec that reads that.
///
/// The annotated record *is* the layout: [io.kdlab.layout.Struct] names the structure and its size,
/// [io.kdlab.layout.At] gives each component its offset, [io.kdlab.layout.StructCodec] does the rest (read,
/// write, the mask of declared bytes, the reference page). Offsets are written, never inferred, so a line
/// can be compared with a header by eye. There are no conditionals and no versions: unions are sealed
/// interfaces, variable tails lie beside the structure.
@NullMarked
package io.kdlab.layout;

import org.jspecify.annotations.NullMarked;
