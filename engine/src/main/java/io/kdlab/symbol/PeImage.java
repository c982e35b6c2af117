package io.kdlab.symbol;

import io.kdlab.target.Memory;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The headers of an image as they lie in a target's memory, and what they point to.
///
/// The target may be sick and its memory wrong: every offset and count is bounded before it is used. Parts that
/// cannot be read are [Piece.Hole]s, and the rest of the image stays usable.
public final class PeImage {
    private static final int FIRST_READ = 0x400;
    private static final int FARTHEST_HEADER = 0x10000;
    private static final int MOST_SECTIONS = 256;
    private static final int MOST_DEBUG_ENTRIES = 64;
    private static final int MOST_PATH = 1024;
    private static final int CODEVIEW = 2;
    private static final int DIRECTORIES = 16;

    static final int EXPORT = 0;
    static final int EXCEPTION = 3;
    static final int RELOCATIONS = 5;
    static final int DEBUG = 6;
    static final int IMPORT_ADDRESSES = 12;

    /// A part of the image with its own protection.
    ///
    /// @param fileSize bytes of it that are in the image's file, at `fileOffset`; the rest is zero
    public record Section(String name, int rva, int virtualSize, int characteristics, int fileOffset, int fileSize) {}

    /// A table that the header points to; `size` 0 where the image has none.
    public record Directory(int rva, int size) {
        static final Directory NONE = new Directory(0, 0);
    }

    /// The PDB that was written with the image: its identity and the path at that time.
    public record PdbReference(PdbIdentity identity, String path) {
        /// The file's name, without the directories of the machine that built it.
        public String fileName() {
            return Module.fileName(path);
        }
    }

    private final Memory memory;
    private final Address base;
    private final Bytes header;
    private final int headerOffset;
    private final boolean wide;
    private final List<Section> sections;

    private PeImage(Memory memory, Address base, int headerOffset, Bytes header, boolean wide, List<Section> sections) {
        this.memory = memory;
        this.base = base;
        this.headerOffset = headerOffset;
        this.header = header;
        this.wide = wide;
        this.sections = sections;
    }

    /// Reads the headers of the image at `base`. A memory that does not know, because its target cannot be asked now,
    /// ends in a [io.kdlab.target.MemoryFault].
    public static Piece<PeImage> read(Memory memory, Address base) {
        PeWindow window = new PeWindow(memory, base);
        window.load(0, FIRST_READ);
        return window.bytes(0, 0x40).then(dos -> {
            if (dos.u16(0) != 0x5a4d) {
                return new Piece.Absent<>("no image at " + base + ": it does not begin with MZ");
            }
            int at = dos.u32(0x3c);
            if (at < 4 || at > FARTHEST_HEADER) {
                return new Piece.Absent<>(
                        "no image at " + base + ": its header is said to be at offset 0x" + Integer.toHexString(at));
            }
            return window.bytes(at, 0x78).then(fixed -> headers(window, at, fixed));
        });
    }

    private static Piece<PeImage> headers(PeWindow window, int at, Bytes fixed) {
        int magic = fixed.u16(24);
        if (fixed.u32(0) != 0x4550 || magic != 0x10b && magic != 0x20b) {
            return new Piece.Absent<>("no image at " + window.base() + ": no PE signature where its header should be");
        }
        boolean wide = magic == 0x20b;
        int optionalSize = fixed.u16(20);
        int sectionCount = fixed.u16(6);
        if (optionalSize < (wide ? 112 : 96) || optionalSize > 0x1000 || sectionCount > MOST_SECTIONS) {
            return new Piece.Absent<>("no image at " + window.base() + ": " + sectionCount
                    + " sections, an optional header of " + optionalSize + " bytes");
        }
        return window.bytes(at, 24 + optionalSize)
                .then(header -> window.bytes(at + 24 + optionalSize, 40 * sectionCount)
                        .then(table -> new Piece.Found<>(
                                new PeImage(window.memory(), window.base(), at, header, wide, sections(table)))));
    }

    private static List<Section> sections(Bytes table) {
        List<Section> sections = new ArrayList<>();
        for (int at = 0; at < table.length(); at += 40) {
            String name = table.slice(at, 8).toLatin1Nul();
            sections.add(new Section(
                    name,
                    table.u32(at + 12),
                    table.u32(at + 8),
                    table.u32(at + 36),
                    table.u32(at + 20),
                    table.u32(at + 16)));
        }
        return List.copyOf(sections);
    }

    public Address base() {
        return base;
    }

    public int machine() {
        return header.u16(4);
    }

    public int timestamp() {
        return header.u32(8);
    }

    public int size() {
        return header.u32(0x50);
    }

    public int checksum() {
        return header.u32(0x58);
    }

    /// Distance of the entry point from the base.
    public int entryPoint() {
        return header.u32(0x28);
    }

    /// Bytes that all headers take at the begin of image and file.
    int headersSize() {
        return header.u32(0x54);
    }

    /// Where the header holds the base address, which a loader may change, and how many bytes that is.
    Directory baseField() {
        return wide ? new Directory(headerOffset + 0x30, 8) : new Directory(headerOffset + 0x34, 4);
    }

    public List<Section> sections() {
        return sections;
    }

    /// The table of that index, as the header gives it.
    public Directory directory(int index) {
        int table = wide ? 0x88 : 0x78;
        int count = Math.clamp(Integer.toUnsignedLong(header.u32(table - 4)), 0, DIRECTORIES);
        int at = table + 8 * index;
        if (index >= count || at + 8 > header.length()) {
            return Directory.NONE;
        }
        return new Directory(header.u32(at), header.u32(at + 4));
    }

    /// Where the functions' unwind data is listed.
    public Directory exceptions() {
        return directory(EXCEPTION);
    }

    /// What the debug directory says about the PDB.
    public Piece<PdbReference> pdb() {
        return codeView().then(where -> codeView(where.rva(), where.size()));
    }

    /// Where the record lies that names the PDB: its first 24 bytes tell this build from all others.
    Piece<Directory> codeView() {
        Directory debug = directory(DEBUG);
        int count = Math.min(Integer.divideUnsigned(debug.size(), 28), MOST_DEBUG_ENTRIES);
        if (count == 0) {
            return new Piece.Absent<>("the image has no debug directory");
        }
        return inside(debug.rva(), count * 28).then(entries -> {
            for (int at = 0; at < entries.length(); at += 28) {
                if (entries.u32(at + 12) == CODEVIEW) {
                    return new Piece.Found<>(new Directory(entries.u32(at + 20), entries.u32(at + 16)));
                }
            }
            return new Piece.Absent<>("the image's debug directory names no PDB");
        });
    }

    private Piece<PdbReference> codeView(int rva, int size) {
        int length = Math.clamp(Integer.toUnsignedLong(size), 0, 24 + MOST_PATH);
        if (rva == 0 || length < 25) {
            return new Piece.Absent<>("the image's CodeView record is not in memory");
        }
        return inside(rva, length).then(record -> {
            if (record.u32(0) != 0x53445352) {
                return new Piece.Absent<>("the image's CodeView record is not of the RSDS kind");
            }
            byte[] path = record.slice(24).toByteArray();
            int nul = 0;
            while (nul < path.length && path[nul] != 0) {
                nul++;
            }
            return new Piece.Found<>(new PdbReference(
                    new PdbIdentity(record.slice(4, 16), record.u32(20)),
                    new String(path, 0, nul, StandardCharsets.UTF_8)));
        });
    }

    /// `length` bytes of the image from `rva`.
    Piece<Bytes> inside(int rva, int length) {
        if (Integer.toUnsignedLong(rva) + length > Integer.toUnsignedLong(size())) {
            return new Piece.Absent<>("offset 0x" + Integer.toHexString(rva) + " lies outside the image at " + base);
        }
        return new PeWindow(memory, base).bytes(rva, length);
    }
}
