package io.kdlab.sim;

import io.kdlab.fault.FaultHandler;
import io.kdlab.link.LinkDialect;
import io.kdlab.transport.TransportException;
import io.kdlab.transport.net.KdnetOffer;
import io.kdlab.value.Bytes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/// A simulated machine that offers its debug port to a debugger over KDNET, as a machine with a network card does.
public final class SimKdnet implements AutoCloseable {
    private final SimTarget target;
    private final Channel channel;

    private SimKdnet(SimTarget target, Channel channel) {
        this.target = target;
        this.channel = channel;
    }

    /// Switches a machine on; it pokes the debugger until it answers. Its dialect is KDNET, whatever `options` say.
    public static SimKdnet offer(KdnetOffer offer, SimOptions options) throws TransportException, InterruptedException {
        SimOptions kdnet = options.withDialect(LinkDialect.KDNET);
        SimTarget target = SimTarget.start(kdnet);
        try {
            Channel channel = offer.open(new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel made) {
                    made.pipeline().addLast(new FaultHandler(kdnet.faults())).addLast(new SimCable(new Port(target)));
                }
            });
            target.onReboot(() -> KdnetOffer.reboot(channel));
            return new SimKdnet(target, channel);
        } catch (TransportException | InterruptedException e) {
            target.close();
            throw e;
        }
    }

    /// Where its pokes come from.
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /// Ends the pokes and switches the machine off.
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        target.close();
    }

    private record Port(SimTarget target) implements SimCable.Socket {
        @Override
        public SimTarget plugged(Consumer<Bytes> sink) {
            target.plug(sink);
            return target;
        }

        @Override
        public void unplugged(SimTarget machine, Consumer<Bytes> sink) {
            machine.unplug(sink);
        }
    }
}
