package io.kdlab.symbol.store;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a store keeps a file under.
///
/// Both come from the target's memory, which may hold anything: a name is one component of a path or it is refused.
///
/// @param file its name, as the image spells it
/// @param key digits and letters that tell one build of it from all others
public record FileKey(String file, String key) {
    /// The key of a file whose name makes sense; empty for what would lead elsewhere.
    public static Optional<FileKey> of(String file, String key) {
        boolean leads = file.isBlank()
                || file.length() > 255
                || file.equals(".")
                || file.equals("..")
                || file.chars().anyMatch(c -> c == '/' || c == '\\' || c < ' ' || c == ':');
        return leads || !key.matches("[0-9A-Za-z]{1,64}") ? Optional.empty() : Optional.of(new FileKey(file, key));
    }

    /// The key of an image: its time stamp in eight digits, then its size (remote-debugging.md §9.2).
    public static Optional<FileKey> ofImage(String file, int timestamp, int size) {
        return of(file, String.format(Locale.ROOT, "%08X%x", timestamp, size));
    }

    /// The same file as it is called when it is compressed: the last letter becomes `_`.
    String packed() {
        return file.substring(0, file.length() - 1) + "_";
    }

    /// The spellings that stores on a file system that minds the case may have: directories under the root, nearest
    /// guess first.
    ///
    /// @param tiered whether the first two letters of the name are a directory of their own
    Set<List<String>> places(boolean tiered) {
        Set<List<String>> places = new LinkedHashSet<>();
        for (String name : List.of(file, file.toLowerCase(Locale.ROOT))) {
            for (String build : List.of(key, key.toUpperCase(Locale.ROOT), key.toLowerCase(Locale.ROOT))) {
                String letters = name.substring(0, Math.min(2, name.length()));
                places.add(tiered ? List.of(letters, name, build) : List.of(name, build));
            }
        }
        return places;
    }

    /// As stores write it.
    @Override
    public String toString() {
        return file + "/" + key;
    }
}
