package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Address;

/// Asks what the target is. Everything is 0 in a request.
///
/// Do not trust the flags: the Windows boot debugger lacks PTR64 and sets DATA with a null list. The machine type
/// decides.
@Struct(name = "DBGKD_GET_VERSION64", size = 0x28)
public record GetVersion(
        @At(0) short majorVersion,
        @At(0x02) short minorVersion,
        @At(0x04) byte protocolVersion,
        @At(0x05) byte secondaryVersion,
        @At(0x06) short flags,
        @At(0x08) short machineType,
        @At(0x0a) byte maxPacketType,
        @At(0x0b) byte maxStateChange,
        @At(0x0c) byte maxManipulate,
        @At(0x0d) byte simulation,
        @At(0x10) Address kernelBase,
        @At(0x18) Address loadedModuleList,
        @At(0x20) Address debuggerDataList)
        implements ManipulateBody {
    /// The request: everything 0.
    public static final GetVersion REQUEST = new GetVersion(
            (short) 0,
            (short) 0,
            (byte) 0,
            (byte) 0,
            (short) 0,
            (short) 0,
            (byte) 0,
            (byte) 0,
            (byte) 0,
            (byte) 0,
            Address.ZERO,
            Address.ZERO,
            Address.ZERO);

    /// The build number, such as 3790 or 19041.
    public int build() {
        return Short.toUnsignedInt(minorVersion);
    }

    /// Whether this is a checked (debug) build.
    public boolean isChecked() {
        return (majorVersion & 0xff) == 0x0c;
    }

    /// The layouts that the machine type asks for.
    public Machine machine() {
        return Machine.of(Short.toUnsignedInt(machineType));
    }
}
