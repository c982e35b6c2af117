package io.kdlab.message;

import io.kdlab.layout.Struct;

/// Makes the processor named in the header report. There is no reply but a state change with code 0x80000007.
@Struct(name = "(no structure)", size = 0x00)
public record SwitchProcessor() implements ManipulateBody {}
