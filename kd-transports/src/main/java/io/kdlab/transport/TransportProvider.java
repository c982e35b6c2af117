package io.kdlab.transport;

import io.kdlab.address.LinkAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;

/// Opens one kind of wire. Providers are found by `ServiceLoader`; [Transports] picks the one for an address.
public interface TransportProvider {
    /// The [LinkAddress#transport()] it opens.
    String scheme();

    /// What such a wire can do. Does not touch the wire.
    TransportCapabilities capabilities(LinkAddress address);

    /// Opens the wire and waits until it is up, some seconds at the most. Never call it on an event loop.
    ///
    /// The channel carries `ByteBuf`s both ways. `stages` (usually a `ChannelInitializer`) is in its pipeline
    /// before the first byte is read. What was received before the opening is thrown away where the wire keeps
    /// such bytes. Closing the channel gives the wire back; a wire that goes closes the channel.
    Channel open(LinkAddress address, ChannelHandler stages) throws TransportException, InterruptedException;
}
