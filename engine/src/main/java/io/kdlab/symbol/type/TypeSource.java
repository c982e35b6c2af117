package io.kdlab.symbol.type;

import java.util.List;
import java.util.Optional;

/// Where the types of one image come from. May be asked from several threads.
public interface TypeSource {
    /// A source that knows none.
    TypeSource NONE = new TypeSource() {
        @Override
        public Optional<Type> named(String name) {
            return Optional.empty();
        }

        @Override
        public List<String> matching(String pattern, int limit) {
            return List.of();
        }
    };

    /// The type of that name, a definition before a declaration; case counts.
    Optional<Type> named(String name);

    /// The names of structures, unions and enumerations that match `pattern` (`*` and `?`, upper and lower case
    /// alike), sorted, each once, at most `limit`.
    List<String> matching(String pattern, int limit);
}
