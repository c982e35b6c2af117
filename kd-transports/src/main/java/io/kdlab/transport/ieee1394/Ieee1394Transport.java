package io.kdlab.transport.ieee1394;

import io.kdlab.address.LinkAddress;
import io.kdlab.link.LinkDialect;
import io.kdlab.transport.TransportCapabilities;
import io.kdlab.transport.TransportException;
import io.kdlab.transport.TransportProvider;
import io.kdlab.transport.WireEvent;
import io.kdlab.transport.device.DevicePump;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `1394:channel=N`: a target on this machine's FireWire bus. Each packet is one buffer both ways; a write is
/// done when the target has taken it.
public final class Ieee1394Transport implements TransportProvider {
    /// What everybody who uses this kind of link should know.
    public static final String LEGACY = "1394 debugging ended with Windows 10 version 1607";

    private static final Logger LOG = LoggerFactory.getLogger(Ieee1394Transport.class);

    /// The bus of this machine. Another one only in tests.
    static final AtomicReference<FirewireBus> BUS = new AtomicReference<>(new LinuxFirewire(Path.of("/dev")));

    @Override
    public String scheme() {
        return "1394";
    }

    @Override
    public TransportCapabilities capabilities(LinkAddress address) {
        return new TransportCapabilities(LinkDialect.IEEE1394, true, 0, TransportCapabilities.LARGEST_READ);
    }

    @Override
    public Channel open(LinkAddress address, ChannelHandler stages) throws TransportException, InterruptedException {
        LinkAddress.Ieee1394 bus = (LinkAddress.Ieee1394) address;
        try {
            Mailbox mailbox = Mailbox.find(BUS.get(), bus.channel());
            LOG.info("1394.open channel={} device={}", bus.channel(), mailbox.name());
            Channel channel = DevicePump.attach(new MailboxDevice(mailbox), mailbox.name(), stages);
            channel.pipeline().fireUserEventTriggered(new WireEvent.Note(LEGACY));
            return channel;
        } catch (FirewireException e) {
            throw new TransportException("%s: %s; %s".formatted(bus.text(), e.getMessage(), LEGACY), e);
        }
    }
}
