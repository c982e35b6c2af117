package io.kdlab.transport.net;

import io.kdlab.address.LinkAddress;
import io.kdlab.link.LinkDialect;
import io.kdlab.transport.TransportCapabilities;
import io.kdlab.transport.TransportException;
import io.kdlab.transport.TransportProvider;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.InetSocketAddress;
import java.util.Optional;

/// `net:port=N,key=K[,target=T]`: waits on a UDP port for its target, or calls it. One port serves one target: the one
/// that came first, until it is silent for twelve seconds.
public final class KdnetTransport implements TransportProvider {
    @Override
    public String scheme() {
        return "net";
    }

    /// A read stays within one Ethernet frame; what a target's network card makes of fragments nobody knows.
    @Override
    public TransportCapabilities capabilities(LinkAddress address) {
        return new TransportCapabilities(
                LinkDialect.KDNET,
                true,
                0,
                KdnetAim.of((LinkAddress.Net) address).largestRead());
    }

    @Override
    public Channel open(LinkAddress address, ChannelHandler stages) throws TransportException, InterruptedException {
        LinkAddress.Net net = (LinkAddress.Net) address;
        KdnetAim aim = KdnetAim.of(net);
        KdnetHost machine = new KdnetHost(net.key(), aim.resolve(address), KdnetSocket::random);
        boolean ipv4 = aim.family().filter(SocketProtocolFamily.INET::equals).isPresent();
        return KdnetSocket.bind(
                ipv4 ? new InetSocketAddress("0.0.0.0", net.port()) : new InetSocketAddress(net.port()),
                ipv4 ? aim.family() : Optional.empty(),
                new KdnetHandler<>(machine, aim::accepts),
                stages,
                address.text(),
                "each target needs a port of its own; is another debugger on this one?");
    }
}
