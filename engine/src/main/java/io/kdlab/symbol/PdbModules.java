package io.kdlab.symbol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The modules (object files) of a PDB: which part of the image came from which, and each one's own symbols.
final class PdbModules {
    private static final int INFO = 64;
    private static final int CONTRIBUTION = 28;
    private static final int VERSION_1 = 0xeffe0000 + 19970605;
    private static final int VERSION_2 = 0xeffe0000 + 20140516;

    /// A module's own stream: symbols, then line information of two generations (nobody writes the first any more).
    private record Module(int stream, int symbols, int oldLines, int lines) {
        long size() {
            return Integer.toUnsignedLong(symbols);
        }

        long linesAt() {
            return size() + Integer.toUnsignedLong(oldLines);
        }

        long linesSize() {
            return Integer.toUnsignedLong(lines);
        }
    }

    /// Of how many modules it is remembered where their symbols lie: 16 bytes each.
    private static final int KEPT = 64;

    /// How many parts of the image are looked at for what comes next.
    private static final int NEIGHBOURS = 256;

    /// A record in a module's stream, and where the symbols of its module end.
    record Place(MsfStream stream, long at, long end) {}

    private final MsfFile file;
    private final MsfStream debug;
    private final List<Module> modules = new ArrayList<>();
    private final long contributions;
    private final int contributionSize;
    private final int contributionCount;
    private final Recent<PdbModuleSymbols> symbols = new Recent<>(KEPT);
    private final Recent<PdbLines> lines = new Recent<>(KEPT);
    private final PdbStrings texts;
    private final PdbSections sections;

    /// @param debug the stream that lists everything else; its header says how large its parts are
    PdbModules(MsfFile file, MsfStream debug, PdbStrings texts, PdbSections sections) {
        this.file = file;
        this.debug = debug;
        this.texts = texts;
        this.sections = sections;
        long at = INFO;
        long end = at + Integer.toUnsignedLong(debug.u32(24));
        contributions = end;
        while (at + INFO <= end) {
            modules.add(new Module(debug.u16(at + 34), debug.u32(at + 36), debug.u32(at + 40), debug.u32(at + 44)));
            at = skipText(skipText(at + INFO, end), end);
            at = at + 3 & ~3;
        }
        long size = Integer.toUnsignedLong(debug.u32(28));
        int version = size >= 4 ? debug.u32(contributions) : 0;
        contributionSize = version == VERSION_2 ? CONTRIBUTION + 4 : CONTRIBUTION;
        contributionCount = version == VERSION_1 || version == VERSION_2 ? (int) ((size - 4) / contributionSize) : 0;
    }

    private long skipText(long from, long end) {
        long at = from;
        while (at < end && debug.u8(at) != 0) {
            at++;
        }
        return at + 1;
    }

    /// The nearest procedure or datum at or below a place, from the module that the place came from.
    Optional<PdbRecord> below(int section, int offset) {
        int module = moduleAt(section, offset);
        return module < 0 ? Optional.empty() : symbols(module).below(section, offset);
    }

    /// The nearest procedure or datum above a place: from the module that the place came from, or the next that has
    /// one.
    Optional<PdbRecord> above(int section, int offset) {
        int from = Math.max(0, contributionAt(section, offset));
        int before = -1;
        for (int i = from; i < Math.min(from + NEIGHBOURS, contributionCount); i++) {
            int module = debug.u16(contribution(i) + 16);
            if (debug.u16(contribution(i)) != section) {
                continue;
            }
            if (module != before && module < modules.size()) {
                Optional<PdbRecord> found = symbols(module).above(section, offset);
                if (found.isPresent()) {
                    return found;
                }
            }
            before = module;
        }
        return Optional.empty();
    }

    /// Where in its module's stream the record of what is called `name` at a place lies.
    Optional<Place> record(int section, int offset, String name) {
        int module = moduleAt(section, offset);
        return module < 0
                ? Optional.empty()
                : symbols(module)
                        .at(section, offset, name)
                        .map(at -> new Place(
                                stream(module), at, modules.get(module).size()));
    }

    /// The procedure whose record is the nearest at or below a place.
    Optional<Place> procedure(int section, int offset) {
        int module = moduleAt(section, offset);
        return module < 0
                ? Optional.empty()
                : symbols(module)
                        .procedureBelow(section, offset)
                        .map(at -> new Place(
                                stream(module), at, modules.get(module).size()));
    }

    /// The lines of the module that a place came from.
    Optional<PdbLines> linesAt(int section, int offset) {
        int module = moduleAt(section, offset);
        return module < 0 ? Optional.empty() : Optional.of(lines(module));
    }

    /// The lines of every module in turn; those that nobody looked up before are not remembered.
    void everyLines(Consumer<PdbLines> each) {
        for (int module = 0; module < modules.size(); module++) {
            if (modules.get(module).lines() != 0) {
                each.accept(readLines(module));
            }
        }
    }

    private PdbLines lines(int module) {
        return lines.get(module, this::readLines);
    }

    private PdbLines readLines(int module) {
        Module from = modules.get(module);
        return new PdbLines(stream(module), from.linesAt(), from.linesSize(), texts, sections);
    }

    /// What a reference points at.
    Optional<PdbRecord> resolve(PdbRecord reference) {
        int module = reference.module() - 1;
        if (module < 0 || module >= modules.size() || !file.has(modules.get(module).stream())) {
            return Optional.empty();
        }
        return PdbRecord.read(stream(module), Integer.toUnsignedLong(reference.offset()));
    }

    private MsfStream stream(int module) {
        return file.stream(modules.get(module).stream(), "stream of module " + module);
    }

    private PdbModuleSymbols symbols(int module) {
        return symbols.get(
                module,
                number ->
                        new PdbModuleSymbols(stream(number), modules.get(number).size()));
    }

    /// The contributions are sorted by section and offset.
    private int moduleAt(int section, int offset) {
        int index = contributionAt(section, offset);
        if (index < 0) {
            return -1;
        }
        int module = debug.u16(contribution(index) + 16);
        return debug.u16(contribution(index)) == section && module < modules.size() ? module : -1;
    }

    /// The last one that begins at or below a place; -1 where none does.
    private int contributionAt(int section, int offset) {
        int low = 0;
        int high = contributionCount;
        while (low < high) {
            int middle = (low + high) >>> 1;
            long at = contribution(middle);
            int order = Integer.compare(debug.u16(at), section);
            if (order < 0 || order == 0 && Integer.compareUnsigned(debug.u32(at + 4), offset) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    private long contribution(int index) {
        return contributions + 4 + (long) index * contributionSize;
    }
}
