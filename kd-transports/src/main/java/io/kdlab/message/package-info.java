/// What the payloads of packets say: one sealed family of records.
///
/// A message is made of one or two fixed structures and a tail of bytes (memory, a context, a path, text):
///
/// ```
///  StateChange     header 32 | union 160 | control report 48 | tail: path, strings, trace data
///  Manipulate      header 16 | union 40 | data
///  DebugIo         header  8 | union  8 | text
///  FileIo          header  8 | union 56 | data
///  TraceIo         header 64 | data
///  ControlRequest  12 | (nothing)
/// ```
///
/// What a machine decides is in [io.kdlab.message.Machine]. Contexts, special registers and the kernel's data block,
/// which travel as data or lie in the target's memory, are records here too.
///
/// The records *are* the layouts ([io.kdlab.layout]); [io.kdlab.message.MessageCodec] knows which lies
/// where, and nothing else. Decoding is total: what we do not know, or what is too short, is a value
/// ([io.kdlab.message.Unknown], [io.kdlab.message.UnknownApi], …). Bytes that no record declares are not
/// kept: real targets leave garbage there. `kd-transports/doc/messages.md` is generated from here.
@NullMarked
package io.kdlab.message;

import org.jspecify.annotations.NullMarked;
