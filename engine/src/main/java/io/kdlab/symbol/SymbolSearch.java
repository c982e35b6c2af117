package io.kdlab.symbol;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks for the best symbols of one image: a PDB of the same build, else the image's own exports.
final class SymbolSearch {
    private final SymbolPath path;
    private final Piece<PeImage> image;

    SymbolSearch(SymbolPath path, Piece<PeImage> image) {
        this.path = path;
        this.image = image;
    }

    ModuleSymbols search() {
        Piece<PeImage.PdbReference> reference = image.then(PeImage::pdb);
        List<String> troubles = new ArrayList<>();
        boolean mismatched = false;
        if (reference.toOptional().isPresent()) {
            PeImage.PdbReference wanted = reference.toOptional().get();
            List<Path> candidates = path.candidates(wanted);
            for (Path candidate : candidates) {
                try {
                    PdbFile file = PdbFile.open(candidate);
                    if (file.identity().equals(wanted.identity())) {
                        return new ModuleSymbols(file.status(), Optional.of(file), candidate.toString(), false, "");
                    }
                    mismatched = true;
                    troubles.add(candidate + " is of another build (" + file.identity() + ", the image wants "
                            + wanted.identity() + ")");
                } catch (SymbolFileException e) {
                    troubles.add(e.problem());
                }
            }
            if (candidates.isEmpty()) {
                troubles.add(wanted.fileName() + " (" + wanted.identity() + ") is not in the symbol path");
            }
        } else {
            troubles.add(reference.trouble());
        }
        return exports(mismatched, String.join("; ", troubles));
    }

    private ModuleSymbols exports(boolean mismatched, String trouble) {
        Piece<ExportTable> table = image.then(ExportTable::read);
        return table.toOptional()
                .map(exports -> new ModuleSymbols(
                        SymbolStatus.EXPORT, Optional.<SymbolSource>of(exports), "", mismatched, trouble))
                .orElseGet(() -> ModuleSymbols.none(mismatched, trouble));
    }
}
