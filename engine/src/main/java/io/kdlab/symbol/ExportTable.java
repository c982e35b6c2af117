package io.kdlab.symbol;

import io.kdlab.value.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The names that an image exports, read from the target's memory: what is left where there is no PDB.
final class ExportTable implements SymbolSource {
    /// The directory's range holds tables and names; a kernel's is about 128 KiB.
    private static final int MOST_BYTES = 1 << 20;

    private static final int LONGEST_NAME = 512;

    private final TreeMap<Integer, ImageSymbol> byRva = new TreeMap<>(Integer::compareUnsigned);
    private final Map<String, ImageSymbol> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private ExportTable(List<ImageSymbol> symbols) {
        for (ImageSymbol symbol : symbols) {
            byRva.putIfAbsent(symbol.rva(), symbol);
            byName.putIfAbsent(symbol.name(), symbol);
        }
    }

    static Piece<ExportTable> read(PeImage image) {
        PeImage.Directory where = image.directory(PeImage.EXPORT);
        if (where.size() < 40 || where.size() > MOST_BYTES) {
            return new Piece.Absent<>("the image exports nothing");
        }
        return image.inside(where.rva(), where.size()).then(bytes -> {
            List<ImageSymbol> symbols = symbols(where, bytes);
            return symbols.isEmpty()
                    ? new Piece.Absent<>("the image exports nothing")
                    : new Piece.Found<>(new ExportTable(symbols));
        });
    }

    /// Linkers put the tables and names inside the directory's range; what lies elsewhere is left out.
    private static List<ImageSymbol> symbols(PeImage.Directory where, Bytes bytes) {
        long functions = offset(where, bytes.u32(28));
        long names = offset(where, bytes.u32(32));
        long ordinals = offset(where, bytes.u32(36));
        long functionCount = Integer.toUnsignedLong(bytes.u32(20));
        long count = Math.min(Integer.toUnsignedLong(bytes.u32(24)), bytes.length() / 6);
        List<ImageSymbol> symbols = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (!fits(bytes, names + 4L * i, 4) || !fits(bytes, ordinals + 2L * i, 2)) {
                break;
            }
            long name = offset(where, bytes.u32((int) names + 4 * i));
            int ordinal = bytes.u16((int) ordinals + 2 * i);
            if (ordinal >= functionCount || !fits(bytes, functions + 4L * ordinal, 4) || !fits(bytes, name, 1)) {
                continue;
            }
            int rva = bytes.u32((int) functions + 4 * ordinal);
            boolean forwarded = fits(bytes, offset(where, rva), 1);
            if (!forwarded && rva != 0) {
                int length = (int) Math.min(LONGEST_NAME, bytes.length() - name);
                symbols.add(new ImageSymbol(
                        bytes.slice((int) name, length).toLatin1Nul(), rva, 0, ImageSymbol.Kind.EXPORT));
            }
        }
        return symbols;
    }

    private static long offset(PeImage.Directory where, int rva) {
        return Integer.toUnsignedLong(rva) - Integer.toUnsignedLong(where.rva());
    }

    private static boolean fits(Bytes bytes, long at, int length) {
        return at >= 0 && at <= bytes.length() - length;
    }

    @Override
    public Optional<ImageSymbol> below(int rva) {
        return Optional.ofNullable(byRva.floorEntry(rva)).map(Map.Entry::getValue);
    }

    @Override
    public Optional<ImageSymbol> above(int rva) {
        return Optional.ofNullable(byRva.higherEntry(rva)).map(Map.Entry::getValue);
    }

    @Override
    public Optional<ImageSymbol> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    @Override
    public List<ImageSymbol> matching(String pattern, int limit) {
        NamePattern wanted = NamePattern.of(pattern);
        return byName.values().stream()
                .filter(symbol -> wanted.matches(symbol.name()))
                .sorted(Comparator.comparing(ImageSymbol::name))
                .limit(limit)
                .toList();
    }

    @Override
    public SymbolStatus status() {
        return SymbolStatus.EXPORT;
    }
}
