package io.kdlab.symbol;

/// A number in a CodeView record: two bytes if it is small, else a mark that says how it is written.
///
/// @param value sign extended where the mark says so
/// @param end what follows it
record Numeric(long value, long end) {
    private static final int LF_CHAR = 0x8000;
    private static final int LF_SHORT = 0x8001;
    private static final int LF_USHORT = 0x8002;
    private static final int LF_LONG = 0x8003;
    private static final int LF_ULONG = 0x8004;
    private static final int LF_QUADWORD = 0x8009;
    private static final int LF_UQUADWORD = 0x800a;

    static Numeric read(MsfStream stream, long at) {
        int mark = stream.u16(at);
        if (mark < LF_CHAR) {
            return new Numeric(mark, at + 2);
        }
        return switch (mark) {
            case LF_CHAR -> new Numeric((byte) stream.u8(at + 2), at + 3);
            case LF_SHORT -> new Numeric((short) stream.u16(at + 2), at + 4);
            case LF_USHORT -> new Numeric(stream.u16(at + 2), at + 4);
            case LF_LONG -> new Numeric(stream.u32(at + 2), at + 6);
            case LF_ULONG -> new Numeric(Integer.toUnsignedLong(stream.u32(at + 2)), at + 6);
            case LF_QUADWORD, LF_UQUADWORD ->
                new Numeric(Integer.toUnsignedLong(stream.u32(at + 2)) | (long) stream.u32(at + 6) << 32, at + 10);
            default -> throw stream.damaged("has a number of kind 0x" + Integer.toHexString(mark) + " at " + at);
        };
    }
}
