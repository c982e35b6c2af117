package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// Moves to another partition; only where the version's flag 0x20 is set. Whether Windows replies is not known.
@Struct(name = "DBGKD_SWITCH_PARTITION", size = 0x04)
public record SwitchPartition(@At(0) int partition) implements ManipulateBody {}
