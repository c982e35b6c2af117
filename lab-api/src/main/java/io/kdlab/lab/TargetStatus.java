package io.kdlab.lab;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a target is doing, in the words that users see.
///
/// @param state one word: `running`, `stopped`, `connecting`, `lost`, `bench`, …
/// @param since when that began, where known
/// @param detail one line more, such as the cause of a loss
public record TargetStatus(
        String state, @Nullable Instant since, @Nullable String detail) {
    public static TargetStatus of(String state) {
        return new TargetStatus(state, null, null);
    }
}
