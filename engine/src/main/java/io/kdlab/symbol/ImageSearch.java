package io.kdlab.symbol;

import io.kdlab.symbol.store.FileKey;
import io.kdlab.symbol.store.SearchWatch;
import io.kdlab.symbol.store.StoreChain;
import io.kdlab.symbol.store.Wanted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Looks along the symbol path for the file of an image, which stands in for parts of it that the target's memory does
/// not hold: paged out or discarded. Identity is the time stamp and the size, as stores have it.
final class ImageSearch {
    private final SymbolPath path;
    private final SearchWatch watch;

    ImageSearch(SymbolPath path, SearchWatch watch) {
        this.path = path;
        this.watch = watch;
    }

    /// The image of that module, as far as the target said what it is.
    ///
    /// @param headers of the image in memory, where they can be read; they know best
    Optional<PeImage> find(Module module, Optional<PeImage> headers) {
        int timestamp = headers.map(PeImage::timestamp).orElse(module.timestamp());
        int size = headers.map(PeImage::size).orElse((int) module.size());
        if (timestamp == 0) {
            return Optional.empty();
        }
        return FileKey.ofImage(module.fileName(), timestamp, size).flatMap(key -> {
            for (PathElement element : path.elements()) {
                watch.checkCancelled();
                Optional<PeImage> found = switch (element) {
                    case PathElement.Folder(var directory) -> inFolder(directory, key, timestamp, size);
                    case PathElement.Stores(var chain) -> inStores(chain, key, timestamp, size);
                };
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        });
    }

    private Optional<PeImage> inFolder(Path directory, FileKey key, int timestamp, int size) {
        StoreChain store = StoreChain.of(List.of(directory), Optional.empty(), SymbolPath.downstream());
        Optional<PeImage> stored = inStores(store, key, timestamp, size);
        if (stored.isPresent()) {
            return stored;
        }
        for (Path candidate : SymbolPath.inFolder(directory, key.file())) {
            try {
                return Optional.of(checked(candidate, timestamp, size));
            } catch (IOException e) {
                watch.noise("DBGHELP: " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    private Optional<PeImage> inStores(StoreChain chain, FileKey key, int timestamp, int size) {
        Wanted wanted = new Wanted(key, file -> checked(file, timestamp, size));
        return chain.find(wanted, watch, _ -> {}).flatMap(file -> {
            try {
                PeImage image = checked(file, timestamp, size);
                watch.noise("DBGENG:  " + file + " - Mapped image memory");
                return Optional.of(image);
            } catch (IOException e) {
                watch.noise("DBGHELP: " + e.getMessage());
                return Optional.empty();
            }
        });
    }

    private static PeImage checked(Path file, int timestamp, int size) throws IOException {
        PeImage image =
                ImageFile.open(file).map(ImageFile::image).orElseThrow(() -> new IOException(file + " is no image"));
        if (image.timestamp() != timestamp || image.size() != size) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s is of another build (%08X, %x bytes; the target has %08X, %x)",
                    file,
                    image.timestamp(),
                    image.size(),
                    timestamp,
                    size));
        }
        return image;
    }
}
