package io.kdlab.transport.net;

import io.kdlab.address.LinkAddress;
import io.kdlab.transport.SocketOpening;
import io.kdlab.transport.TransportCapabilities;
import io.kdlab.transport.TransportException;
import io.kdlab.transport.TransportProvider;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;

/// `com:ipport=PORT,port=HOST`: a serial line carried by TCP. Raw bytes, no telnet, no Nagle: an ack is 16
/// bytes and the target waits for it.
public final class TcpTransport implements TransportProvider {
    @Override
    public String scheme() {
        return "tcp";
    }

    @Override
    public TransportCapabilities capabilities(LinkAddress address) {
        return TransportCapabilities.stream(true, 0);
    }

    @Override
    public Channel open(LinkAddress address, ChannelHandler stages) throws TransportException, InterruptedException {
        LinkAddress.Tcp tcp = (LinkAddress.Tcp) address;
        Bootstrap bootstrap = new Bootstrap()
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true);
        // An unresolved address: the name is looked up again at each opening.
        InetSocketAddress to = InetSocketAddress.createUnresolved(tcp.host(), tcp.port());
        return SocketOpening.connect(
                bootstrap, to, address, stages, "is the machine or terminal server up and its port right?");
    }
}
