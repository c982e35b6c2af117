package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// The target asks for a hardware breakpoint of its own (0x4300) or gives it back (0x4301). Not seen in practice.
@Struct(name = "DBGKD_CONTROL_REQUEST", size = 0x0c)
public record ControlRequestBody(
        @At(0) int api,
        @At(0x04) int hardwareBreakpoint,
        @At(0x08) int granted) {}
