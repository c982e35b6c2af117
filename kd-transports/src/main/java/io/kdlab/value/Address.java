package io.kdlab.value;

/// A virtual or physical address of a target, compared and printed as an unsigned 64-bit number.
///
/// Targets with 32-bit pointers report addresses sign-extended to 64 bits (`ffffffff``80400000`); they are kept as
/// reported.
public record Address(long value) implements Comparable<Address> {
    /// Address 0.
    public static final Address ZERO = new Address(0);

    /// The address `value`, read as unsigned.
    public static Address of(long value) {
        return new Address(value);
    }

    /// Reads hexadecimal digits, with or without `0x` and the backtick of debuggers.
    ///
    /// @throws IllegalArgumentException naming the text, when it is no 64-bit hexadecimal number
    public static Address parse(String text) {
        String digits = text.strip().replace("`", "");
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            digits = digits.substring(2);
        }
        try {
            return new Address(Long.parseUnsignedLong(digits, 16));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a hexadecimal address: '" + text + "'", e);
        }
    }

    /// The address `distance` bytes further (or nearer, when negative); wraps at 2^64 as the processor does.
    public Address plus(long distance) {
        return new Address(value + distance);
    }

    /// The signed distance in bytes from `other` to this address.
    public long minus(Address other) {
        return value - other.value;
    }

    /// The largest multiple of `size` (a power of two) that is not above this address.
    public Address alignedDown(int size) {
        return new Address(value & -(long) size);
    }

    @Override
    public int compareTo(Address other) {
        return Long.compareUnsigned(value, other.value);
    }

    /// Sixteen digits with a backtick in the middle, as WinDbg prints them: `fffff800``12345678`.
    @Override
    public String toString() {
        return Hex.digits(value >>> 32, 8) + "`" + Hex.digits(value, 8);
    }
}
