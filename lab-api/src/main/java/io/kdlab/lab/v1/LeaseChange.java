package io.kdlab.lab.v1;

import io.kdlab.lab.LeaseEvent;
import org.jspecify.annotations.Nullable;

/// Something that happened to a lease; a line of the event stream.
///
/// @param kind `taken`, `extended` or `ended`
/// @param lease as it is now
/// @param end how it ended, where it did
public record LeaseChange(
        String kind, LeaseInfo lease, @Nullable PastLeaseInfo end) {
    public static LeaseChange of(LeaseEvent event) {
        return switch (event) {
            case LeaseEvent.Taken(var lease) -> new LeaseChange("taken", LeaseInfo.of(lease), null);
            case LeaseEvent.Extended(var lease) -> new LeaseChange("extended", LeaseInfo.of(lease), null);
            case LeaseEvent.Ended(var end) ->
                new LeaseChange("ended", LeaseInfo.of(end.lease()), PastLeaseInfo.of(end));
        };
    }
}
