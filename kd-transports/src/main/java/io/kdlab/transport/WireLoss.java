package io.kdlab.transport;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.Optional;

/// Why a channel's wire went away, where its device can tell: an adapter unplugged, a bus gone.
public final class WireLoss {
    private static final AttributeKey<String> REASON = AttributeKey.valueOf(WireLoss.class, "reason");

    private WireLoss() {}

    /// Says why the channel is about to be closed, in a clause without the wire's name. The first to say it
    /// counts.
    public static void tell(Channel channel, String reason) {
        channel.attr(REASON).setIfAbsent(reason);
    }

    /// The reason, once the channel is closed; empty when nobody knows, or when it was we who closed it.
    public static Optional<String> of(Channel channel) {
        return Optional.ofNullable(channel.attr(REASON).get());
    }
}
