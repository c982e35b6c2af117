package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Address;

/// The target reports that an image was loaded or unloaded, and waits. The image's path is in the tail.
@Struct(name = "DBGKD_LOAD_SYMBOLS64", size = 0xa0)
public record LoadSymbols(
        @At(0) int pathNameLength,
        @At(0x08) Address base,
        @At(0x10) long processId,
        @At(0x18) int checkSum,
        @At(0x1c) int imageSize,
        @At(0x20) byte unload)
        implements StateChangeBody {
    /// Whether this announces the end: an unload with base −1 comes before a shutdown or reboot.
    public boolean isGoingDown() {
        return unload != 0 && base.value() == -1;
    }
}
