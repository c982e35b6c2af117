package io.kdlab.arch;

/// One register, or a part of one: where its bits lie in a context record.
///
/// A part (`eax`, `ah`, `zf`) lies inside the bytes of its whole, so writing the part leaves the rest of the
/// whole as it was. That is what WinDbg's `r eax=1` does too; the processor, which clears the upper half, is
/// not imitated.
///
/// @param offset of the first byte
/// @param width in bytes of the unit that holds the bits
/// @param shift of the lowest bit inside that unit
/// @param bits how many there are; 128 for the wide ones
public record Register(String name, Kind kind, int offset, int width, int shift, int bits) {
    /// What a register is for, which decides where it is shown.
    public enum Kind {
        INTEGER,
        CONTROL,
        SEGMENT,
        DEBUG,
        FLOATING,
        VECTOR,
        /// A part of another register.
        PART,
        /// A bit or field of the flags.
        FLAG,
        /// Only in the special registers.
        SYSTEM
    }

    public Register {
        if (offset < 0 || width < 1 || shift < 0 || bits < 1 || shift + bits > width * 8) {
            throw new IllegalArgumentException("register " + name + " lies outside its bytes");
        }
    }

    /// A register that fills its `width` bytes.
    static Register whole(String name, Kind kind, int offset, int width) {
        return new Register(name, kind, offset, width, 0, width * 8);
    }

    /// The part of `width` bytes that begins `skip` bytes inside this register.
    Register part(String name, int skip, int width) {
        return whole(name, Kind.PART, offset + skip, width);
    }

    /// `bits` bits of this register from `shift` on.
    Register field(String name, int shift, int bits) {
        return new Register(name, Kind.FLAG, offset, width, shift, bits);
    }

    /// Whether the value needs more than 64 bits and is read as bytes.
    public boolean isWide() {
        return bits > 64;
    }

    /// Hexadecimal digits that show the whole value.
    public int digits() {
        return (bits + 3) / 4;
    }

    /// The first offset behind the register.
    int end() {
        return offset + width;
    }
}
