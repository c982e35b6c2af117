package io.kdlab.stub;

import io.kdlab.target.TargetVersion;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;

/// What the target answered.
public sealed interface StubReply {
    /// Bytes that were read. A failure status may come with the bytes that were readable.
    record Data(NtStatus status, Bytes bytes) implements StubReply {}

    /// How far a write got.
    record Written(NtStatus status, int count) implements StubReply {}

    /// The slot that a breakpoint took.
    record Placed(NtStatus status, int handle) implements StubReply {}

    /// What the target is.
    record Version(NtStatus status, TargetVersion version) implements StubReply {}

    /// The request was done, or acknowledged where the protocol has no answer.
    record Done(NtStatus status) implements StubReply {}

    /// What the target said about success.
    NtStatus status();
}
