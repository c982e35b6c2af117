package io.kdlab.symbol;

import io.kdlab.symbol.store.FileKey;
import io.kdlab.symbol.store.SearchWatch;
import io.kdlab.symbol.store.StoreChain;
import io.kdlab.symbol.store.Wanted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks for the best symbols of one image: a PDB of the same build, else the image's own exports.
final class SymbolSearch {
    private final SymbolPath path;
    private final Module module;
    private final Piece<PeImage> image;
    private final boolean anyBuild;
    private final SearchWatch watch;
    private final List<String> troubles = new ArrayList<>();
    private Optional<PdbFile> mismatched = Optional.empty();
    private Optional<PeImage> substitute = Optional.empty();
    private String mismatchedAt = "";

    /// @param anyBuild whether a PDB of the right name but another build is used where there is none better
    SymbolSearch(SymbolPath path, Module module, Piece<PeImage> image, boolean anyBuild, SearchWatch watch) {
        this.path = path;
        this.module = module;
        this.image = image;
        this.anyBuild = anyBuild;
        this.watch = watch;
    }

    ModuleSymbols search() {
        Piece<PeImage.PdbReference> reference = image.then(PeImage::pdb);
        Optional<PeImage.PdbReference> wanted = reference.toOptional();
        if (wanted.isEmpty() && !(reference instanceof Piece.Absent && image instanceof Piece.Found)) {
            // Memory does not hold it; the image's file does.
            substitute = new ImageSearch(path, watch).find(module, image.toOptional());
            wanted = substitute.flatMap(file -> file.pdb().toOptional());
        }
        if (wanted.isEmpty()) {
            troubles.add(reference.trouble());
            return exports();
        }
        Optional<FileKey> key =
                FileKey.of(wanted.get().fileName(), wanted.get().identity().key());
        if (key.isEmpty()) {
            troubles.add("the image names a PDB that no file can be called");
            return exports();
        }
        for (PathElement element : path.elements()) {
            watch.checkCancelled();
            Optional<ModuleSymbols> found = switch (element) {
                case PathElement.Folder(var directory) -> inFolder(directory, key.get(), wanted.get());
                case PathElement.Stores(var chain) -> inStores(chain, key.get(), wanted.get());
            };
            if (found.isPresent()) {
                return found.get();
            }
        }
        if (troubles.isEmpty()) {
            troubles.add(wanted.get().fileName() + " (" + wanted.get().identity() + ") is not in the symbol path");
        }
        if (anyBuild && mismatched.isPresent()) {
            return used(mismatched.get(), mismatchedAt, true);
        }
        return exports();
    }

    private Optional<ModuleSymbols> inFolder(Path directory, FileKey key, PeImage.PdbReference wanted) {
        // Many people name a store as if it were a directory.
        Optional<ModuleSymbols> stored =
                inStores(StoreChain.of(List.of(directory), Optional.empty(), SymbolPath.downstream()), key, wanted);
        if (stored.isPresent()) {
            return stored;
        }
        for (Path candidate : SymbolPath.inFolder(directory, key.file())) {
            try {
                PdbFile file = PdbFile.open(candidate);
                if (file.identity().equals(wanted.identity())) {
                    return Optional.of(used(file, candidate.toString(), false));
                }
                if (mismatched.isEmpty()) {
                    mismatched = Optional.of(file);
                    mismatchedAt = candidate.toString();
                }
                trouble(otherBuild(candidate, file, wanted.identity()));
            } catch (SymbolFileException e) {
                trouble(e.problem());
            }
        }
        watch.noise("DBGHELP: " + directory + "/" + key.file() + " - file not found");
        return Optional.empty();
    }

    private Optional<ModuleSymbols> inStores(StoreChain chain, FileKey key, PeImage.PdbReference wanted) {
        Wanted file = new Wanted(key, found -> check(found, wanted.identity()));
        return chain.find(file, watch, troubles::add).flatMap(found -> {
            try {
                return Optional.of(used(PdbFile.open(found), found.toString(), false));
            } catch (SymbolFileException e) {
                trouble(e.problem());
                return Optional.empty();
            }
        });
    }

    private static void check(Path path, PdbIdentity wanted) throws IOException {
        try {
            PdbFile file = PdbFile.open(path);
            if (!file.identity().equals(wanted)) {
                throw new IOException(otherBuild(path, file, wanted));
            }
        } catch (SymbolFileException e) {
            throw new IOException(e.problem(), e);
        }
    }

    private static String otherBuild(Path path, PdbFile file, PdbIdentity wanted) {
        return path + " is of another build (" + file.identity() + ", the image wants " + wanted + ")";
    }

    private ModuleSymbols used(PdbFile file, String place, boolean otherBuild) {
        String kind = file.status() == SymbolStatus.PRIVATE_PDB ? "private symbols & lines" : "public symbols";
        watch.noise("DBGHELP: " + place + " - " + kind + (otherBuild ? " (mismatched)" : ""));
        return new ModuleSymbols(
                file.status(), Optional.of(file), place, otherBuild, otherBuild ? String.join("; ", troubles) : "");
    }

    private void trouble(String what) {
        troubles.add(what);
        watch.noise("DBGHELP: " + what);
    }

    private ModuleSymbols exports() {
        String trouble = String.join("; ", troubles);
        Piece<ExportTable> inMemory = image.then(ExportTable::read);
        Piece<ExportTable> table =
                substitute.isPresent() && inMemory.toOptional().isEmpty()
                        ? ExportTable.read(substitute.get())
                        : inMemory;
        return table.toOptional()
                .map(exports -> new ModuleSymbols(
                        SymbolStatus.EXPORT, Optional.<SymbolSource>of(exports), "", mismatched.isPresent(), trouble))
                .orElseGet(() -> ModuleSymbols.none(mismatched.isPresent(), trouble));
    }
}
