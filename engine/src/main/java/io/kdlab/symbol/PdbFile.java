package io.kdlab.symbol;

import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.TypeSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The symbols in a PDB file: public names, procedures with their lengths, global and static data.
///
/// The file is mapped and looked up where it lies, by the indexes that it contains; opening reads a few
/// headers. It may come from anywhere, so whatever in it makes no sense ends in a [SymbolFileException] of one
/// line.
public final class PdbFile implements SymbolSource {
    private static final int INFO = 1;
    private static final int DEBUG = 3;
    private static final int HEADER = 64;
    private static final int PUBLICS_HEADER = 28;
    private static final int STRIPPED = 2;

    /// LLD (14, at least) puts public names of exactly eight letters, which object files store without an end,
    /// into wrong buckets. They are searched for one by one.
    private static final int MISPLACED = 8;

    private static final int LOOKED_AT = 4096;

    private final MsfFile file;
    private final PdbIdentity identity;
    private final MsfStream records;
    private final MsfStream publics;
    private final PdbHash publicNames;
    private final PdbHash globalNames;
    private final PdbSections sections;
    private final PdbModules modules;
    private final PdbTypes types;
    private final PdbFrames frames;
    private final int machine;
    private final SymbolStatus status;

    private PdbFile(MsfFile file) {
        this.file = file;
        MsfStream info = file.stream(INFO, "header stream");
        MsfStream debug = file.stream(DEBUG, "debug stream");
        identity = new PdbIdentity(info.bytes(12, 16), debug.u32(8));
        publics = file.stream(debug.u16(16), "stream of public names");
        records = file.stream(debug.u16(20), "stream of symbols");
        publicNames = new PdbHash(publics, PUBLICS_HEADER);
        globalNames = new PdbHash(file.stream(debug.u16(12), "stream of global names"), 0);
        types = new PdbTypes(file);
        machine = debug.u16(58);
        sections = new PdbSections(file.stream(optional(debug, 5), "stream of sections"));
        PdbStrings texts = PdbStrings.of(file, info);
        modules = new PdbModules(file, debug, texts, sections);
        frames = new PdbFrames(file.stream(optional(debug, 9), "stream of frames"), texts);
        if (file.has(optional(debug, 3)) || file.has(optional(debug, 4))) {
            throw file.error(
                    "describes an image that was rearranged after linking (OMAP); such files are not supported");
        }
        if (sections.count() == 0) {
            throw file.error("does not tell the image's sections");
        }
        boolean stripped = (debug.u16(56) & STRIPPED) != 0;
        status = !stripped && hasProcedures() ? SymbolStatus.PRIVATE_PDB : SymbolStatus.PDB;
    }

    /// Opens the PDB file at `path`.
    ///
    /// @throws SymbolFileException when it cannot be read, is none, or is damaged
    public static PdbFile open(Path path) {
        MsfFile file = MsfFile.open(path);
        return file.guarded(() -> new PdbFile(file));
    }

    /// What has to be equal to what the image says.
    public PdbIdentity identity() {
        return identity;
    }

    @Override
    public TypeSource types() {
        return types;
    }

    @Override
    public SymbolStatus status() {
        return status;
    }

    @Override
    public Optional<ImageSymbol> below(int rva) {
        return file.guarded(() -> nearest(rva));
    }

    private Optional<ImageSymbol> nearest(int rva) {
        int section = sections.covering(rva);
        if (section == 0) {
            return Optional.empty();
        }
        int offset = rva - sections.begin(section);
        Optional<ImageSymbol> own = modules.below(section, offset).flatMap(this::symbol);
        Optional<ImageSymbol> known = publicBelow(section, offset).flatMap(this::symbol);
        if (own.isEmpty() || known.isEmpty()) {
            return own.or(() -> known);
        }
        // At the same place the procedure is the better name: a public one is decorated and has no length.
        return Integer.compareUnsigned(known.get().rva(), own.get().rva()) > 0 ? known : own;
    }

    @Override
    public Optional<ImageSymbol> named(String name) {
        return file.guarded(() -> called(name));
    }

    @Override
    public Optional<Type> typeOf(String name) {
        return file.guarded(() -> {
            List<Type> found = new ArrayList<>();
            globalNames.candidates(name, at -> {
                PdbRecord.read(records, at)
                        .filter(record -> record.kind() == PdbRecord.Kind.DATA
                                && record.name().equals(name))
                        .ifPresent(_ -> found.add(types.type(records.u32(at + 4))));
                return found.isEmpty();
            });
            return found.stream().findFirst();
        });
    }

    @Override
    public Optional<ImageSymbol> above(int rva) {
        return file.guarded(() -> {
            int section = sections.covering(rva);
            int offset = section == 0 ? 0 : rva - sections.begin(section);
            Optional<ImageSymbol> own = modules.above(section, offset).flatMap(this::symbol);
            Optional<ImageSymbol> known = publicAbove(section, offset).flatMap(this::symbol);
            if (own.isEmpty() || known.isEmpty()) {
                return own.or(() -> known);
            }
            return Integer.compareUnsigned(known.get().rva(), own.get().rva()) < 0 ? known : own;
        });
    }

    @Override
    public Optional<Type> typeOf(ImageSymbol symbol) {
        return file.guarded(() -> {
            int section = sections.covering(symbol.rva());
            int offset = section == 0 ? 0 : symbol.rva() - sections.begin(section);
            return switch (symbol.kind()) {
                case PROCEDURE ->
                    modules.record(section, offset, symbol.name())
                            .filter(place -> PdbRecord.isProcedure(place.stream(), place.at()))
                            .map(place -> types.type(place.stream().u32(place.at() + 28)));
                case DATA ->
                    modules.record(section, offset, symbol.name())
                            .map(place -> types.type(place.stream().u32(place.at() + 4)))
                            .or(() -> typeOf(symbol.name()));
                case PUBLIC, EXPORT -> Optional.empty();
            };
        });
    }

    @Override
    public Optional<SourceLine> line(int rva) {
        return file.guarded(() -> {
            int section = sections.covering(rva);
            int offset = section == 0 ? 0 : rva - sections.begin(section);
            return modules.linesAt(section, offset).flatMap(lines -> lines.line(section, offset));
        });
    }

    @Override
    public List<LineSpan> lines(String name) {
        return file.guarded(() -> {
            List<LineSpan> found = new ArrayList<>();
            modules.everyLines(lines -> lines.spans(name, found::add));
            return found;
        });
    }

    @Override
    public List<SourceFile> sourceFiles() {
        return file.guarded(() -> {
            Set<SourceFile> found = new LinkedHashSet<>();
            modules.everyLines(lines -> found.addAll(lines.files()));
            return List.copyOf(found);
        });
    }

    @Override
    public Optional<FrameData> frame(int rva) {
        return file.guarded(() -> frames.at(rva));
    }

    @Override
    public List<LocalVariable> locals(int rva) {
        return file.guarded(() -> {
            int section = sections.covering(rva);
            int offset = section == 0 ? 0 : rva - sections.begin(section);
            return modules.procedure(section, offset)
                    .map(procedure -> new PdbLocals(procedure.stream(), types, sections, machine, section, offset)
                            .of(procedure.at(), procedure.end()))
                    .orElse(List.of());
        });
    }

    private Optional<ImageSymbol> called(String name) {
        List<PdbRecord> found = new ArrayList<>();
        for (PdbHash names : List.of(globalNames, publicNames)) {
            names.candidates(name, at -> {
                PdbRecord.read(records, at)
                        .filter(record -> record.name().equalsIgnoreCase(name))
                        .ifPresent(found::add);
                return true;
            });
        }
        if (found.isEmpty() && name.length() == MISPLACED) {
            publicNames.all(Long.MAX_VALUE, at -> {
                PdbRecord.read(records, at)
                        .filter(record -> record.name().equalsIgnoreCase(name))
                        .ifPresent(found::add);
                return true;
            });
        }
        return found.stream()
                .sorted(Comparator.comparing(record -> !record.name().equals(name)))
                .map(this::symbol)
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public List<ImageSymbol> matching(String pattern, int limit) {
        return file.guarded(() -> alike(pattern, limit));
    }

    private List<ImageSymbol> alike(String pattern, int limit) {
        Predicate<String> wanted = NamePattern.of(pattern)::matches;
        // No more than asked for is kept at any time: a pattern may match everything.
        NavigableMap<Named, ImageSymbol> found = new TreeMap<>();
        for (long at = 0; at + 4 <= records.length(); at += PdbRecord.size(records, at)) {
            Optional<ImageSymbol> symbol = PdbRecord.read(records, at)
                    .filter(record -> wanted.test(record.name()))
                    .flatMap(this::symbol);
            if (symbol.isPresent()) {
                found.merge(new Named(symbol.get().name(), symbol.get().rva()), symbol.get(), PdbFile::better);
                if (found.size() > limit) {
                    found.pollLastEntry();
                }
            }
        }
        return List.copyOf(found.values());
    }

    /// In what order symbols are told.
    private record Named(String name, int rva) implements Comparable<Named> {
        @Override
        public int compareTo(Named other) {
            int order = name.compareTo(other.name);
            return order != 0 ? order : Integer.compareUnsigned(rva, other.rva);
        }
    }

    private static ImageSymbol better(ImageSymbol one, ImageSymbol other) {
        return one.kind().compareTo(other.kind()) <= 0 ? one : other;
    }

    private boolean hasProcedures() {
        boolean[] found = new boolean[1];
        globalNames.all(LOOKED_AT, at -> {
            found[0] = PdbRecord.isReference(records, at);
            return !found[0];
        });
        return found[0];
    }

    private Optional<ImageSymbol> symbol(PdbRecord record) {
        if (record.kind() == PdbRecord.Kind.REFERENCE) {
            return modules.resolve(record)
                    .filter(resolved -> resolved.kind() == PdbRecord.Kind.PROCEDURE)
                    .flatMap(this::symbol);
        }
        OptionalInt rva = sections.rva(record.section(), record.offset());
        return rva.isPresent() ? Optional.of(record.at(rva.getAsInt())) : Optional.empty();
    }

    private Optional<PdbRecord> publicBelow(int section, int offset) {
        return publicAt(publicsUpTo(section, offset) - 1, section);
    }

    private Optional<PdbRecord> publicAbove(int section, int offset) {
        return publicAt(publicsUpTo(section, offset), section);
    }

    /// The public names are listed by address, too: how many are at or below a place.
    private long publicsUpTo(int section, int offset) {
        long low = 0;
        long high = publics.length() < PUBLICS_HEADER ? 0 : Integer.toUnsignedLong(publics.u32(4)) / 4;
        while (low < high) {
            long middle = (low + high) >>> 1;
            long at = publicRecord(middle);
            int order = Integer.compare(records.u16(at + 12), section);
            if (order < 0 || order == 0 && Integer.compareUnsigned(records.u32(at + 8), offset) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Optional<PdbRecord> publicAt(long index, int section) {
        boolean there =
                publics.length() >= PUBLICS_HEADER && index >= 0 && index < Integer.toUnsignedLong(publics.u32(4)) / 4;
        return there
                ? PdbRecord.read(records, publicRecord(index)).filter(record -> record.section() == section)
                : Optional.empty();
    }

    private long publicRecord(long index) {
        long map = PUBLICS_HEADER + Integer.toUnsignedLong(publics.u32(0));
        return Integer.toUnsignedLong(publics.u32(map + 4 * index));
    }

    /// The streams that not every file has are listed at the end of the debug stream, by number.
    private static int optional(MsfStream debug, int index) {
        long at = HEADER;
        for (int part : new int[] {24, 28, 32, 36, 40, 52}) {
            at += Integer.toUnsignedLong(debug.u32(part));
        }
        int count = debug.u32(48) / 2;
        return index < count ? debug.u16(at + 2L * index) : 0xffff;
    }
}
