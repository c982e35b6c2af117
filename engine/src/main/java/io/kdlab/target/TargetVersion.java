package io.kdlab.target;

import io.kdlab.value.Address;

/// What the target says it is (`DBGKD_GET_VERSION64`).
///
/// @param major low byte 0x0f free or 0x0c checked, high byte the kind of kernel
/// @param minor the build number
/// @param flags as sent; known to lie about pointer size, so nothing here relies on them
/// @param machine the PE machine type, which decides the pointer size
/// @param debuggerDataList the head of a list, or zero
public record TargetVersion(
        int major,
        int minor,
        int protocol,
        int secondary,
        int flags,
        int machine,
        Address kernelBase,
        Address loadedModuleList,
        Address debuggerDataList) {

    /// Whether pointers have 64 bits, decided by the machine type.
    public boolean pointer64() {
        return machine == 0x8664 || machine == 0xaa64;
    }

    /// The word for the machine type.
    public String machineName() {
        return switch (machine) {
            case 0x14c -> "x86 compatible";
            case 0x8664 -> "x64";
            case 0xaa64 -> "ARM 64-bit";
            default -> "machine %04x".formatted(machine);
        };
    }

    /// `Free`, or `Checked` for a build with assertions.
    public String buildKind() {
        return (major & 0xff) == 0x0c ? "Checked" : "Free";
    }
}
