package io.kdlab.symbol.store;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A process of its own that fetches one file: server, cache, name, key; prints where the file is and its size.
public final class StoreFetcher {
    private StoreFetcher() {}

    public static void main(String[] words) throws Exception {
        Path cache = Path.of(words[1]);
        StoreChain chain = StoreChain.of(List.of(cache), Optional.of(URI.create(words[0])), cache);
        Wanted wanted = new Wanted(new FileKey(words[2], words[3]), _ -> {});
        Path found = chain.find(wanted, SearchWatch.NOBODY, System.out::println).orElseThrow();
        System.out.println(found + " " + Files.size(found));
    }
}
