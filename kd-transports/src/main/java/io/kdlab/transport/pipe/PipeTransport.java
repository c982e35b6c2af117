package io.kdlab.transport.pipe;

import io.kdlab.address.LinkAddress;
import io.kdlab.transport.SocketOpening;
import io.kdlab.transport.TransportCapabilities;
import io.kdlab.transport.TransportException;
import io.kdlab.transport.TransportProvider;
import io.kdlab.transport.UnixChannel;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/// `com:pipe,port=PATH`: a virtual machine's serial port as a Unix domain socket that the VM listens on.
public final class PipeTransport implements TransportProvider {
    @Override
    public String scheme() {
        return "pipe";
    }

    @Override
    public TransportCapabilities capabilities(LinkAddress address) {
        return TransportCapabilities.stream(true, 0);
    }

    @Override
    public Channel open(LinkAddress address, ChannelHandler stages) throws TransportException, InterruptedException {
        Path path = Path.of(((LinkAddress.Pipe) address).path());
        if (!Files.exists(path)) {
            throw new TransportException(
                    "%s: no such socket; is the virtual machine started?".formatted(address.text()));
        }
        return SocketOpening.connect(
                new Bootstrap().channel(UnixChannel.class),
                UnixDomainSocketAddress.of(path),
                address,
                stages,
                "does the virtual machine listen on it?");
    }
}
