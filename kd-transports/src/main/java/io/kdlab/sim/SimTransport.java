package io.kdlab.sim;

import io.kdlab.address.LinkAddress;
import io.kdlab.fault.FaultHandler;
import io.kdlab.transport.TransportCapabilities;
import io.kdlab.transport.TransportException;
import io.kdlab.transport.TransportProvider;
import io.kdlab.transport.device.LocalPair;
import io.kdlab.value.Bytes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.util.function.Consumer;

/// `sim:x64[,cpus=N][,seed=N][,loss=…]`: a machine of its own for every opening, switched on when the link opens and
/// off when it
/// closes.
public final class SimTransport implements TransportProvider {
    @Override
    public String scheme() {
        return "sim";
    }

    @Override
    public TransportCapabilities capabilities(LinkAddress address) {
        return TransportCapabilities.stream(false, 0);
    }

    @Override
    public Channel open(LinkAddress address, ChannelHandler stages) throws TransportException, InterruptedException {
        LinkAddress.Sim sim = (LinkAddress.Sim) address;
        SimOptions options = SimOptions.of(sim);
        return LocalPair.join(new SimCable(new OwnMachine(options)), new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new FaultHandler(options.faults())).addLast(stages);
            }
        });
    }

    private record OwnMachine(SimOptions options) implements SimCable.Socket {
        @Override
        public SimTarget plugged(Consumer<Bytes> sink) {
            return SimTarget.start(options, sink);
        }

        @Override
        public void unplugged(SimTarget target, Consumer<Bytes> sink) {
            target.switchOff();
        }
    }
}
