package io.kdlab.symbol.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Stores one behind the other: what a farther one has is copied into all nearer ones, and used from the nearest. On
/// its way it stays compressed; the nearest gets it expanded (remote-debugging.md §9.1).
public final class StoreChain {
    private final List<Store> stores;
    private final DirectoryStore spare;
    private final Limits limits;

    /// @param spare where a file is expanded to that lies compressed in the only store
    StoreChain(List<Store> stores, DirectoryStore spare, Limits limits) {
        this.stores = List.copyOf(stores);
        this.spare = spare;
        this.limits = limits;
    }

    /// A chain of directories, nearest first, and of the server at its end, if any.
    ///
    /// @param spare a directory for what is expanded
    public static StoreChain of(List<Path> directories, Optional<URI> server, Path spare) {
        return of(directories, server, spare, Limits.STANDARD);
    }

    static StoreChain of(List<Path> directories, Optional<URI> server, Path spare, Limits limits) {
        List<Store> stores = new ArrayList<>();
        directories.forEach(directory -> stores.add(new DirectoryStore(directory)));
        server.ifPresent(root -> stores.add(new ServerStore(root, limits)));
        return new StoreChain(stores, new DirectoryStore(spare), limits);
    }

    /// The directories among its stores, nearest first.
    public List<Path> directories() {
        return stores.stream()
                .flatMap(store -> store instanceof DirectoryStore(Path root) ? Stream.of(root) : Stream.empty())
                .toList();
    }

    /// Looks for the file, from the nearest store to the farthest.
    ///
    /// @param trouble is told, in one line each, what kept a store from answering; that it has no such file is none
    public Optional<Path> find(Wanted wanted, SearchWatch watch, Consumer<String> trouble) {
        for (int i = 0; i < stores.size(); i++) {
            watch.checkCancelled();
            try {
                Optional<Path> found = switch (stores.get(i)) {
                    case DirectoryStore store -> fromDirectory(store, i, wanted, watch);
                    case ServerStore server -> fromServer(server, i, wanted, watch);
                };
                if (found.isPresent()) {
                    return found;
                }
                watch.noise("SYMSRV:  " + stores.get(i) + "/" + wanted.key() + " - file not found");
            } catch (IOException e) {
                String why = String.valueOf(e.getMessage());
                watch.noise("SYMSRV:  " + why);
                trouble.accept(why);
            }
        }
        return Optional.empty();
    }

    private Optional<Path> fromDirectory(DirectoryStore store, int level, Wanted wanted, SearchWatch watch)
            throws IOException {
        Optional<DirectoryStore.Hit> hit = store.find(wanted.key());
        if (hit.isEmpty()) {
            return Optional.empty();
        }
        if (!hit.get().packed()) {
            wanted.check().accept(hit.get().path());
        }
        return Optional.of(bringNear(hit.get(), level, wanted, watch));
    }

    /// Copies what `level` has into every nearer store. A nearer one that cannot be written is passed over.
    private Path bringNear(DirectoryStore.Hit hit, int level, Wanted wanted, SearchWatch watch) throws IOException {
        DirectoryStore.Hit have = hit;
        FileKey key = wanted.key();
        for (int i = level - 1; i >= 1; i--) {
            Path from = have.path();
            boolean packed = have.packed();
            Wanted.Check check = packed ? _ -> {} : wanted.check();
            DirectoryStore store = (DirectoryStore) stores.get(i);
            try {
                Path copy = store.put(key, packed ? key.packed() : key.file(), check, to -> copy(from, to), watch);
                have = new DirectoryStore.Hit(copy, packed);
            } catch (IOException e) {
                watch.noise("SYMSRV:  " + store + " cannot be written: " + e);
            }
        }
        if (!have.packed() && level == 0) {
            return have.path();
        }
        Path from = have.path();
        boolean packed = have.packed();
        DirectoryStore nearest = level == 0 ? spare : (DirectoryStore) stores.getFirst();
        try {
            return nearest.put(
                    key,
                    key.file(),
                    wanted.check(),
                    to -> {
                        if (packed) {
                            Cabinet.expand(from, to, limits.bytes());
                        } else {
                            copy(from, to);
                        }
                    },
                    watch);
        } catch (IOException e) {
            if (packed) {
                throw e;
            }
            watch.noise("SYMSRV:  " + nearest + " cannot be written: " + e);
            return from;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Servers have plain files, or compressed ones, or pointers to them; asked for in this order, as the field does.
    private Optional<Path> fromServer(ServerStore server, int level, Wanted wanted, SearchWatch watch)
            throws IOException {
        FileKey key = wanted.key();
        for (String name : List.of(key.file(), key.packed())) {
            try {
                return Optional.of(fetch(server, server.address(key, name), name, level, wanted, watch));
            } catch (FileNotFoundException _) {
                watch.noise("SYMSRV:  " + server + "/" + key + "/" + name + " - file not found");
            }
        }
        return pointed(server, level, wanted, watch);
    }

    private Path fetch(ServerStore server, URI from, String name, int level, Wanted wanted, SearchWatch watch)
            throws IOException {
        boolean packed = name.equals(wanted.key().packed());
        DirectoryStore store = (DirectoryStore) stores.get(level - 1);
        Path got = store.put(
                wanted.key(),
                name,
                packed ? _ -> {} : wanted.check(),
                part -> server.download(from, name, part, limits.bytes(), watch),
                watch);
        Path near = bringNear(new DirectoryStore.Hit(got, packed), packed ? level : level - 1, wanted, watch);
        if (packed && level == 1) {
            Files.deleteIfExists(got);
        }
        return near;
    }

    /// A server's pointer is followed to another address, never to a file: what it calls a path is one of its own
    /// machine.
    private Optional<Path> pointed(ServerStore server, int level, Wanted wanted, SearchWatch watch) throws IOException {
        URI pointer = server.address(wanted.key(), DirectoryStore.POINTER);
        Path text = Files.createTempFile("kdlab", ".ptr");
        try {
            server.download(pointer, DirectoryStore.POINTER, text, DirectoryStore.LONGEST_POINTER, watch);
            String target = DirectoryStore.target(text, pointer.toString());
            if (!server.maySendTo(target)) {
                throw new IOException(pointer + " points to " + target + ", which cannot be reached from here");
            }
            FileKey key = wanted.key();
            String name = target.endsWith("_") ? key.packed() : key.file();
            return Optional.of(fetch(server, URI.create(target), name, level, wanted, watch));
        } catch (FileNotFoundException _) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new IOException(pointer + " points nowhere: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(text);
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("srv");
        stores.forEach(store -> text.append('*').append(store));
        return text.toString();
    }
}
