package io.kdlab.symbol;

import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The file of an image, for what of it is the same in the memory of every machine that has loaded it: headers, and
/// sections that are neither written to nor executed.
///
/// Left out is what a loader changes: the base address in the header, every field that has a relocation, imported
/// addresses. So is code: kernels patch their own at boot, debuggers set breakpoints in it, and who looks at it wants
/// to see what is executed.
final class ImageFile {
    private static final long LARGEST = 1L << 30;
    private static final int MOST_RELOCATIONS = 1 << 24;

    private static final int EXECUTED = 0x2000_0000;
    private static final int WRITTEN = 0x8000_0000;
    private static final int DISCARDED = 0x0200_0000;

    /// The widest field that a loader relocates, in bytes.
    private static final int FIELD = 8;

    private final FileMemory memory;
    private final PeImage image;
    private final List<PeImage.Directory> still;
    /// Where something is changed that is up to [#FIELD] bytes wide, ascending.
    private final int[] changed;

    private ImageFile(FileMemory memory, PeImage image) {
        this.memory = memory;
        this.image = image;
        this.still = still(image);
        this.changed = changed(image);
    }

    /// The image that the file holds; empty when it holds none.
    static Optional<ImageFile> open(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            if (channel.size() > LARGEST) {
                return Optional.empty();
            }
            ByteBuffer file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            return PeImage.read(new FileMemory(file, List.of()), Address.ZERO)
                    .toOptional()
                    .map(PeImage::sections)
                    .map(sections -> new FileMemory(file, sections))
                    .flatMap(loaded ->
                            PeImage.read(loaded, Address.ZERO).toOptional().map(image -> new ImageFile(loaded, image)));
        }
    }

    PeImage image() {
        return image;
    }

    /// The bytes from `rva` on that are the same in memory, at most `length`.
    Bytes known(int rva, int length) {
        for (PeImage.Directory range : still) {
            int into = rva - range.rva();
            if (into >= 0 && into < range.size()) {
                int count = Math.min(Math.min(length, range.size() - into), unchanged(rva));
                return count <= 0
                        ? Bytes.EMPTY
                        : memory.read(new Address(rva), count).known();
            }
        }
        return Bytes.EMPTY;
    }

    /// How many bytes from `rva`, which is not known, are not known either; at most `length`.
    int unknown(int rva, int length) {
        long next = Integer.MAX_VALUE;
        for (PeImage.Directory range : still) {
            int into = rva - range.rva();
            if (into >= 0 && into < range.size()) {
                return Math.min(length, changedFrom(rva));
            }
            next = into < 0 ? Math.min(next, -(long) into) : next;
        }
        return (int) Math.min(length, next);
    }

    /// How many bytes from `rva` on a loader may change, fields that follow each other counted together.
    private int changedFrom(int rva) {
        int end = rva + 1;
        int place = Arrays.binarySearch(changed, rva - FIELD + 1);
        for (int i = place < 0 ? -place - 1 : place; i < changed.length && changed[i] <= end; i++) {
            end = Math.max(end, changed[i] + FIELD);
        }
        return end - rva;
    }

    /// How many bytes from `rva` on no loader changes.
    private int unchanged(int rva) {
        int next = Arrays.binarySearch(changed, rva - FIELD + 1);
        next = next < 0 ? -next - 1 : next;
        return next == changed.length ? Integer.MAX_VALUE : changed[next] - rva;
    }

    private static List<PeImage.Directory> still(PeImage image) {
        List<PeImage.Directory> ranges = new ArrayList<>();
        ranges.add(new PeImage.Directory(0, Math.max(0, image.headersSize())));
        for (PeImage.Section section : image.sections()) {
            int size = section.virtualSize() == 0
                    ? section.fileSize()
                    : Math.min(section.virtualSize(), section.fileSize());
            if ((section.characteristics() & (EXECUTED | WRITTEN | DISCARDED)) == 0 && size > 0) {
                ranges.add(new PeImage.Directory(section.rva(), size));
            }
        }
        return List.copyOf(ranges);
    }

    private int[] changed(PeImage image) {
        IntStream.Builder places = IntStream.builder();
        places.add(image.baseField().rva());
        PeImage.Directory imported = image.directory(PeImage.IMPORT_ADDRESSES);
        for (int i = 0; i < Math.clamp(imported.size(), 0, MOST_RELOCATIONS); i += FIELD) {
            places.add(imported.rva() + i);
        }
        PeImage.Directory table = image.directory(PeImage.RELOCATIONS);
        int size = Math.clamp(table.size(), 0, MOST_RELOCATIONS);
        if (memory.read(new Address(Integer.toUnsignedLong(table.rva())), size)
                instanceof MemorySpan.Known(Bytes blocks)) {
            relocated(blocks, places);
        }
        return places.build().sorted().toArray();
    }

    /// Blocks of a page's address, the block's size, and a word for each place: the kind in its highest four bits.
    private static void relocated(Bytes blocks, IntStream.Builder places) {
        int at = 0;
        while (at + 8 <= blocks.length()) {
            int page = blocks.u32(at);
            int end = at + Math.clamp(Integer.toUnsignedLong(blocks.u32(at + 4)), 8, blocks.length() - at);
            for (int entry = at + 8; entry + 2 <= end; entry += 2) {
                int word = blocks.u16(entry);
                if (word >>> 12 != 0) {
                    places.add(page + (word & 0xfff));
                }
            }
            at = end;
        }
    }
}
