package io.kdlab.transport.net;

import io.kdlab.address.KdnetKey;
import io.kdlab.transport.TransportException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/// A KD link offered to a stock debugger over KDNET: we play the target's side.
///
/// @param host where the debugger waits (`windbg -k net:port=…`), or will; resolved
/// @param key both sides' key
/// @param local which address and port to poke from; port 0 takes a free one
public record KdnetOffer(InetSocketAddress host, KdnetKey key, InetSocketAddress local) {
    /// From the address that leads to `host`, and from the port that Windows would use, the host's. On one machine that
    /// is the debugger's own: then from any free one.
    public static KdnetOffer to(InetSocketAddress host, KdnetKey key) {
        Optional<InetAddress> route = LocalRoute.to(host);
        boolean sameMachine = route.isPresent() && route.get().equals(host.getAddress());
        InetSocketAddress local = route.map(address -> new InetSocketAddress(address, sameMachine ? 0 : host.getPort()))
                .orElse(new InetSocketAddress(host.getPort()));
        return new KdnetOffer(host, key, local);
    }

    /// Begins to poke. `kernel` gets and writes one `ByteBuf` for each KD packet, the break-in byte for one, and
    /// hears of a session that begins by the user event [io.kdlab.link.LinkEvent.NewSession]. Closing the channel
    /// ends it.
    public Channel open(ChannelHandler kernel) throws TransportException, InterruptedException {
        KdnetTarget machine = new KdnetTarget(key, host, KdnetSocket::random);
        return KdnetSocket.bind(
                local,
                Optional.empty(),
                new KdnetHandler<>(machine, _ -> true),
                kernel,
                "KDNET target for " + KdnetText.of(host),
                "give another local address or port");
    }

    /// Tells a debugger that the machine behind an open offer began anew.
    public static void reboot(Channel open) {
        open.pipeline().fireUserEventTriggered(new KdnetEvent.Reboot());
    }
}
