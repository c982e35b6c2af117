package io.kdlab.symbol;

import io.kdlab.value.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// The lines of source that one module's code was made from ("C13" line information behind the module's symbols).
///
/// A *fragment* is a function's worth of code. Where the fragments lie is remembered; what they say stays in the file.
final class PdbLines {
    private static final int LINES = 0xf2;
    private static final int CHECKSUMS = 0xf4;
    private static final int FRAGMENT_HEADER = 12;
    private static final int BLOCK_HEADER = 12;
    private static final int ENTRY = 8;
    private static final int COLUMN = 4;
    private static final int HAS_COLUMNS = 1;
    private static final int LINE_MASK = 0xff_ffff;

    /// Code that belongs to no line; stepping passes over the one and never goes into the other.
    private static final int HIDDEN = 0xfeefee;

    private static final int NEVER_INTO = 0xf00f00;

    /// From `offset` of the fragment on, code comes from `line`.
    ///
    /// @param file where the file's checksum stands among those of the module
    private record Entry(int offset, int line, int file) {}

    private final MsfStream stream;
    private final PdbStrings texts;
    private final PdbSections sections;
    private long checksums;
    private long checksumsEnd;

    /// Where each fragment's header lies, by the place of its code.
    private final long[] fragments;

    /// Section and offset of each fragment's code, ascending.
    private final long[] places;

    /// @param from where the line information begins in the module's stream
    /// @param size of it
    PdbLines(MsfStream stream, long from, long size, PdbStrings texts, PdbSections sections) {
        this.stream = stream;
        this.texts = texts;
        this.sections = sections;
        List<long[]> found = new ArrayList<>();
        long end = Math.min(from + size, stream.length());
        long at = from;
        while (at + 8 <= end) {
            long length = Integer.toUnsignedLong(stream.u32(at + 4));
            long data = at + 8;
            if (length > end - data) {
                break;
            }
            if (stream.u32(at) == LINES && length >= FRAGMENT_HEADER) {
                found.add(new long[] {PdbModuleSymbols.place(stream.u16(data + 4), stream.u32(data)), data});
            } else if (stream.u32(at) == CHECKSUMS) {
                checksums = data;
                checksumsEnd = data + length;
            }
            at = data + length + 3 & ~3L;
        }
        found.sort(Comparator.comparingLong(pair -> pair[0]));
        places = found.stream().mapToLong(pair -> pair[0]).toArray();
        fragments = found.stream().mapToLong(pair -> pair[1]).toArray();
    }

    /// The line that the code at a place came from.
    Optional<SourceLine> line(int section, int offset) {
        int index = Arrays.binarySearch(places, PdbModuleSymbols.place(section, offset));
        int nearest = index >= 0 ? index : -index - 2;
        if (nearest < 0 || places[nearest] >>> 32 != section) {
            return Optional.empty();
        }
        long fragment = fragments[nearest];
        int inside = offset - (int) places[nearest];
        if (Integer.compareUnsigned(inside, stream.u32(fragment + 8)) >= 0) {
            return Optional.empty();
        }
        return entries(fragment).stream()
                .filter(entry -> Integer.compareUnsigned(entry.offset(), inside) <= 0)
                .reduce((_, later) -> later)
                .filter(PdbLines::isVisible)
                .map(entry -> new SourceLine(path(entry.file()), entry.line(), inside - entry.offset()));
    }

    /// Everything that the module knows of a source file called `name`.
    void spans(String name, Consumer<LineSpan> each) {
        List<Integer> wanted = new ArrayList<>();
        for (long at = checksums; at + 6 <= checksumsEnd; at = nextChecksum(at)) {
            int number = (int) (at - checksums);
            if (file(number).isCalled(name)) {
                wanted.add(number);
            }
        }
        for (int i = 0; i < fragments.length && !wanted.isEmpty(); i++) {
            int offset = (int) places[i];
            OptionalInt rva = sections.rva((int) (places[i] >>> 32), offset);
            if (rva.isPresent()) {
                spans(fragments[i], rva.getAsInt(), wanted, each);
            }
        }
    }

    private void spans(long fragment, int rva, List<Integer> wanted, Consumer<LineSpan> each) {
        List<Entry> entries = entries(fragment);
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            int end = i + 1 < entries.size() ? entries.get(i + 1).offset() : stream.u32(fragment + 8);
            if (isVisible(entry) && wanted.contains(entry.file())) {
                each.accept(new LineSpan(file(entry.file()), entry.line(), rva + entry.offset(), end - entry.offset()));
            }
        }
    }

    /// The source files that the module was made from.
    List<SourceFile> files() {
        List<SourceFile> files = new ArrayList<>();
        for (long at = checksums; at + 6 <= checksumsEnd; at = nextChecksum(at)) {
            files.add(file((int) (at - checksums)));
        }
        return files;
    }

    /// A function's entries, by offset. Lines that an include file brought are in blocks of their own.
    private List<Entry> entries(long fragment) {
        List<Entry> entries = new ArrayList<>();
        int each = (stream.u16(fragment + 6) & HAS_COLUMNS) != 0 ? ENTRY + COLUMN : ENTRY;
        long end = fragment + Integer.toUnsignedLong(stream.u32(fragment - 4));
        long block = fragment + FRAGMENT_HEADER;
        while (block + BLOCK_HEADER <= end) {
            int file = stream.u32(block);
            long count = Integer.toUnsignedLong(stream.u32(block + 4));
            if (count > (end - block - BLOCK_HEADER) / each) {
                throw stream.damaged("says that it has " + count + " lines at " + block);
            }
            for (long i = 0; i < count; i++) {
                long at = block + BLOCK_HEADER + ENTRY * i;
                entries.add(new Entry(stream.u32(at), stream.u32(at + 4) & LINE_MASK, file));
            }
            block += BLOCK_HEADER + each * count;
        }
        entries.sort((one, other) -> Integer.compareUnsigned(one.offset(), other.offset()));
        return entries;
    }

    private static boolean isVisible(Entry entry) {
        return entry.line() != HIDDEN && entry.line() != NEVER_INTO;
    }

    private String path(int number) {
        long at = checksums + Integer.toUnsignedLong(number);
        return at + 6 <= checksumsEnd ? texts.at(stream.u32(at)) : "";
    }

    private SourceFile file(int number) {
        long at = checksums + Integer.toUnsignedLong(number);
        if (at + 6 > checksumsEnd) {
            return new SourceFile("", SourceFile.Checksum.NONE, Bytes.EMPTY);
        }
        return new SourceFile(
                path(number), SourceFile.Checksum.of(stream.u8(at + 5)), stream.bytes(at + 6, stream.u8(at + 4)));
    }

    private long nextChecksum(long at) {
        return at + 6 + stream.u8(at + 4) + 3 & ~3L;
    }
}
