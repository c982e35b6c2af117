package io.kdlab.dump;

import io.kdlab.value.Bytes;
import java.util.BitSet;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;

/// What a dump that is to be written consists of.
///
/// @param header its beginning
/// @param held the numbers of the pages; empty in a complete dump, whose pages the header's runs name
/// @param patches by physical address, what is written instead of what memory holds: the processor's state, which a
///     kernel that is held by a debugger may not have saved; none crosses a page
public record DumpContents(DumpHeader header, BitSet held, Map<Long, Bytes> patches) {
    /// Copies the patches and the numbers.
    public DumpContents {
        held = (BitSet) held.clone();
        patches = Map.copyOf(patches);
    }

    /// The numbers of its pages, in the file's order.
    PrimitiveIterator.OfLong pages() {
        LongStream numbers = header.kind() == DumpKind.FULL
                ? header.runs().stream().flatMapToLong(run -> LongStream.range(run.first(), run.end()))
                : held.stream().asLongStream();
        return numbers.iterator();
    }

    /// How many pages it has.
    public long pageCount() {
        return header.kind() == DumpKind.FULL
                ? header.runs().stream().mapToLong(PageRun::count).sum()
                : held.cardinality();
    }

    /// What stands in front of the pages.
    Bytes head() {
        Bytes beginning = header.encoded();
        return header.kind() == DumpKind.FULL ? beginning : beginning.concat(DumpPages.Bitmap.encoded(held));
    }
}
