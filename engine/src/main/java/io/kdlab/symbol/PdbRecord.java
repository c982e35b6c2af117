package io.kdlab.symbol;

import java.util.Optional;

/// One CodeView symbol record that names a place of the image, by section and offset, or refers to one that does.
///
/// @param module for a reference: the number of the module that holds the record, counted from 1
/// @param offset in the section; for a reference: where the record lies in the module's stream
record PdbRecord(Kind kind, int section, int offset, int length, int module, String name) {
    enum Kind {
        PUBLIC,
        PROCEDURE,
        DATA,
        /// Points at a procedure's record in its module.
        REFERENCE
    }

    private static final int S_PUB32 = 0x110e;
    private static final int S_GDATA32 = 0x110d;
    private static final int S_LDATA32 = 0x110c;
    private static final int S_GPROC32 = 0x1110;
    private static final int S_LPROC32 = 0x110f;
    private static final int S_GPROC32_ID = 0x1147;
    private static final int S_LPROC32_ID = 0x1146;
    private static final int S_THUNK32 = 0x1102;
    private static final int S_PROCREF = 0x1125;
    private static final int S_LPROCREF = 0x1127;

    /// The record's size in its stream, the length field included.
    static int size(MsfStream stream, long at) {
        return stream.u16(at) + 2;
    }

    /// Whether the record at `at` refers to a procedure.
    static boolean isReference(MsfStream stream, long at) {
        int kind = stream.u16(at + 2);
        return kind == S_PROCREF || kind == S_LPROCREF;
    }

    /// Whether the record at `at` is that of a procedure with a scope.
    static boolean isProcedure(MsfStream stream, long at) {
        return switch (stream.u16(at + 2)) {
            case S_GPROC32, S_LPROC32, S_GPROC32_ID, S_LPROC32_ID -> true;
            default -> false;
        };
    }

    /// The record at `at`; empty when it names no place.
    static Optional<PdbRecord> read(MsfStream stream, long at) {
        long end = at + size(stream, at);
        return switch (stream.u16(at + 2)) {
            case S_PUB32 -> Optional.of(place(Kind.PUBLIC, stream, at, end));
            case S_GDATA32, S_LDATA32 -> Optional.of(place(Kind.DATA, stream, at, end));
            case S_GPROC32, S_LPROC32, S_GPROC32_ID, S_LPROC32_ID ->
                Optional.of(new PdbRecord(
                        Kind.PROCEDURE,
                        stream.u16(at + 36),
                        stream.u32(at + 32),
                        stream.u32(at + 16),
                        0,
                        stream.text(at + 39, end)));
            case S_THUNK32 ->
                Optional.of(new PdbRecord(
                        Kind.PROCEDURE,
                        stream.u16(at + 20),
                        stream.u32(at + 16),
                        stream.u16(at + 22),
                        0,
                        stream.text(at + 25, end)));
            case S_PROCREF, S_LPROCREF ->
                Optional.of(new PdbRecord(
                        Kind.REFERENCE, 0, stream.u32(at + 8), 0, stream.u16(at + 12), stream.text(at + 14, end)));
            default -> Optional.empty();
        };
    }

    private static PdbRecord place(Kind kind, MsfStream stream, long at, long end) {
        return new PdbRecord(kind, stream.u16(at + 12), stream.u32(at + 8), 0, 0, stream.text(at + 14, end));
    }

    ImageSymbol at(int rva) {
        ImageSymbol.Kind known = switch (kind) {
            case PUBLIC -> ImageSymbol.Kind.PUBLIC;
            case PROCEDURE -> ImageSymbol.Kind.PROCEDURE;
            case DATA -> ImageSymbol.Kind.DATA;
            case REFERENCE -> throw new IllegalStateException("a reference is no place");
        };
        return new ImageSymbol(name, rva, length, known);
    }
}
