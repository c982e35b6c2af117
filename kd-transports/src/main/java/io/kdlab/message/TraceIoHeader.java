package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// What a trace message begins with.
@Struct(name = "DBGKD_TRACE_IO", size = 0x40)
public record TraceIoHeader(
        @At(0) int api,
        @At(0x04) short processorLevel,
        @At(0x06) short processor,
        @At(0x08) int lengthOfData) {}
