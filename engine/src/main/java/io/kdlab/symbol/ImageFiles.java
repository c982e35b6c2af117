package io.kdlab.symbol;

import io.kdlab.memory.CachedMemory;
import io.kdlab.symbol.store.FileKey;
import io.kdlab.symbol.store.SearchWatch;
import io.kdlab.symbol.store.StoreChain;
import io.kdlab.symbol.store.Wanted;
import io.kdlab.target.Memory;
import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What of a target's images need not be read from it, because the symbol path has their files.
///
/// A file counts when it is of the same build: its size and time stamp are those of the module, and the record that
/// names its PDB is the same in the target's memory. Only directories are searched; nothing is downloaded for this.
/// Belongs to the thread that owns the session.
public final class ImageFiles implements CachedMemory.Unchanging {
    /// What the kernel's file is called before it is installed under the name that the target knows.
    private static final List<String> KERNELS = List.of("ntoskrnl.exe", "ntkrnlmp.exe", "ntkrnlpa.exe", "ntkrpamp.exe");

    /// Signature, GUID and age.
    private static final int IDENTITY = 24;

    private final Symbols symbols;
    private final Memory memory;
    private final Map<Module, Optional<ImageFile>> files = new HashMap<>();
    private SymbolPath searched = SymbolPath.EMPTY;
    private boolean searching;

    /// @param memory the target's, to compare with
    public ImageFiles(Symbols symbols, Memory memory) {
        this.symbols = symbols;
        this.memory = memory;
    }

    /// The bytes from `at` on that the target's memory must have, at most `length`; none where that is not known.
    @Override
    public Bytes known(Address at, int length) {
        return symbols.modules()
                .containing(at)
                .flatMap(module -> file(module).map(found -> found.known((int) at.minus(module.base()), length)))
                .orElse(Bytes.EMPTY);
    }

    @Override
    public int unknown(Address at, int length) {
        return symbols.modules()
                .containing(at)
                .flatMap(module -> file(module).map(found -> found.unknown((int) at.minus(module.base()), length)))
                .orElse(length);
    }

    private Optional<ImageFile> file(Module module) {
        if (searching) {
            return Optional.empty();
        }
        if (!searched.equals(symbols.path())) {
            forget();
            searched = symbols.path();
        }
        Optional<ImageFile> file = files.get(module);
        if (file == null) {
            searching = true;
            try {
                file = find(module);
            } catch (InvalidPathException _) {
                // The target's memory may hold any name.
                file = Optional.empty();
            } finally {
                searching = false;
            }
            files.put(module, file);
        }
        return file;
    }

    /// Another kernel may be there: everything is compared again.
    public void forget() {
        files.clear();
    }

    private Optional<ImageFile> find(Module module) {
        for (Path candidate : candidates(module)) {
            try {
                Optional<ImageFile> file = ImageFile.open(candidate).filter(found -> isSame(found.image(), module));
                if (file.isPresent()) {
                    return file;
                }
            } catch (IOException _) {
                // What cannot be opened is read from the target.
            }
        }
        return Optional.empty();
    }

    private List<Path> candidates(Module module) {
        List<Path> candidates = new ArrayList<>();
        for (PathElement element : symbols.path().elements()) {
            for (String name : names(module)) {
                switch (element) {
                    case PathElement.Folder(Path directory) -> {
                        stored(module, name, List.of(directory)).ifPresent(candidates::add);
                        candidates.addAll(SymbolPath.inFolder(directory, name));
                    }
                    case PathElement.Stores(StoreChain chain) ->
                        stored(module, name, chain.directories()).ifPresent(candidates::add);
                }
            }
        }
        return candidates;
    }

    private static List<String> names(Module module) {
        List<String> names = new ArrayList<>();
        names.add(module.fileName());
        if (module.name().equals(Module.KERNEL)) {
            names.addAll(KERNELS);
        }
        return names.stream().distinct().toList();
    }

    private static Optional<Path> stored(Module module, String name, List<Path> directories) {
        if (module.timestamp() == 0) {
            return Optional.empty();
        }
        return FileKey.ofImage(name, module.timestamp(), (int) module.size())
                .flatMap(key -> StoreChain.of(directories, Optional.empty(), SymbolPath.downstream())
                        .find(new Wanted(key, path -> {}), SearchWatch.NOBODY, trouble -> {}));
    }

    private boolean isSame(PeImage image, Module module) {
        if (Integer.toUnsignedLong(image.size()) != module.size()
                || module.timestamp() != 0 && module.timestamp() != image.timestamp()) {
            return false;
        }
        return image.codeView()
                .toOptional()
                .filter(where -> where.size() >= IDENTITY)
                .flatMap(where -> image.inside(where.rva(), IDENTITY)
                        .toOptional()
                        .map(record -> record.equals(target(module.base().plus(Integer.toUnsignedLong(where.rva()))))))
                .orElse(false);
    }

    private Bytes target(Address at) {
        return memory.read(at, IDENTITY) instanceof MemorySpan.Known(Bytes bytes) ? bytes : Bytes.EMPTY;
    }
}
