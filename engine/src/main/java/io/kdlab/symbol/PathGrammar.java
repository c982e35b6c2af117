package io.kdlab.symbol;

import io.kdlab.symbol.store.StoreChain;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads the text of a symbol path (remote-debugging.md §9.1).
///
/// Nothing is refused, because a path that works on Windows is often copied as it is: what cannot be searched is told
/// by [#unsearched()].
final class PathGrammar {
    /// The public server of Windows' maker; asked only when a path says so (`srv*` alone, `.symfix`).
    static final String PUBLIC_SERVER = "https://msdl.microsoft.com/download/symbols";

    private final Path downstream;
    private final List<PathElement> elements = new ArrayList<>();
    private final List<String> expanded = new ArrayList<>();
    private final List<String> unsearched = new ArrayList<>();
    private Optional<Path> cache = Optional.empty();

    /// @param downstream the store that an empty place stands for
    PathGrammar(String text, Path downstream) {
        this.downstream = downstream;
        for (String element : text.split(";")) {
            if (!element.isBlank()) {
                element(element.strip());
            }
        }
    }

    List<PathElement> elements() {
        return List.copyOf(elements);
    }

    List<String> unsearched() {
        return List.copyOf(unsearched);
    }

    /// The path with nothing left out.
    String expanded() {
        return String.join(";", expanded);
    }

    private void element(String text) {
        String[] parts = text.split("\\*", -1);
        switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "srv" -> stores(text, List.of(parts).subList(1, parts.length));
            case "symsrv" -> stores(text, List.of(parts).subList(Math.min(2, parts.length), parts.length));
            case "cache" -> {
                Optional<Path> directory =
                        parts.length < 2 || parts[1].isBlank() ? Optional.of(downstream) : directory(parts[1].strip());
                directory.ifPresent(path -> {
                    cache = Optional.of(path);
                    expanded.add("cache*" + path);
                    elements.add(new PathElement.Stores(StoreChain.of(List.of(path), Optional.empty(), path)));
                });
            }
            default -> {
                if (isServer(text)) {
                    stores(text, List.of(text));
                } else {
                    directory(text).ifPresent(path -> {
                        expanded.add(text);
                        elements.add(new PathElement.Folder(path));
                    });
                }
            }
        }
    }

    /// `srv*A*B*C`: each place a store for what those behind it have. Only the last one can be a server, and a server
    /// needs a directory before it.
    private void stores(String text, List<String> places) {
        boolean nothingSaid = places.stream().allMatch(String::isBlank) && places.size() < 2;
        List<Path> directories = new ArrayList<>();
        Optional<URI> server = Optional.empty();
        cache.ifPresent(directories::add);
        for (String place : nothingSaid ? List.of(PUBLIC_SERVER) : places) {
            String name = place.strip();
            if (server.isPresent()) {
                unsearched.add(name + " (stands behind a server; only the last place can be one)");
            } else if (isServer(name)) {
                server = server(name);
            } else {
                (name.isEmpty() ? Optional.of(downstream) : directory(name))
                        .filter(path -> !directories.contains(path))
                        .ifPresent(directories::add);
            }
        }
        if (server.isPresent() && directories.isEmpty()) {
            directories.add(downstream);
        }
        if (!directories.isEmpty()) {
            Path spare = cache.orElse(downstream);
            elements.add(new PathElement.Stores(StoreChain.of(directories, server, spare)));
            expanded.add(nothingSaid ? "SRV*" + PUBLIC_SERVER : text);
        }
    }

    private static boolean isServer(String name) {
        return name.matches("(?i)https?://.*");
    }

    private Optional<URI> server(String name) {
        try {
            URI address = new URI(name);
            if (address.getHost() == null || address.getRawQuery() != null || address.getRawFragment() != null) {
                unsearched.add(name + " (is no address of a server)");
                return Optional.empty();
            }
            return Optional.of(address);
        } catch (URISyntaxException e) {
            unsearched.add(name + " (" + e.getReason() + ")");
            return Optional.empty();
        }
    }

    private Optional<Path> directory(String name) {
        if (File.separatorChar == '/' && name.matches("[A-Za-z]:.*|\\\\\\\\.*")) {
            unsearched.add(name + " (is a place of Windows; mount it and name the directory)");
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(name));
        } catch (InvalidPathException e) {
            unsearched.add(name + " (" + e.getReason() + ")");
            return Optional.empty();
        }
    }
}
