package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Address;

/// What every state change begins with.
@Struct(name = "DBGKD_ANY_WAIT_STATE_CHANGE", size = 0x20)
public record StateChangeHeader(
        @At(0) int newState,
        @At(0x04) short processorLevel,
        @At(0x06) short processor,
        @At(0x08) int processorCount,
        @At(0x10) Address thread,
        @At(0x18) Address programCounter) {
    /// The number as the field writes it, in hexadecimal.
    @Override
    public String toString() {
        return "[newState=0x" + Integer.toHexString(newState) + ", processorLevel=" + processorLevel + ", processor="
                + processor + ", processorCount=" + processorCount + ", thread=" + thread + ", programCounter="
                + programCounter + "]";
    }
}
