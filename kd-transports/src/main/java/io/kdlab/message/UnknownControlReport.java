package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Bytes;

/// The report of a processor whose form is not known, as it came. On ARM64 sources disagree.
@Struct(name = "(control report)", size = 0x30)
public record UnknownControlReport(
        @At(value = 0x00, length = 48) Bytes report) implements ControlReport {
    /// None: where they lie is not known.
    @Override
    public Bytes instructions() {
        return Bytes.EMPTY;
    }
}
