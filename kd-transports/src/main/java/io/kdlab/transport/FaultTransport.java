package io.kdlab.transport;

import io.kdlab.address.LinkAddress;
import io.kdlab.fault.FaultHandler;
import io.kdlab.fault.FaultPlan;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;

/// `fault:loss=…,wire=@{…}`: any other wire, with faults from a seed. For trying out what a bad line does.
public final class FaultTransport implements TransportProvider {
    @Override
    public String scheme() {
        return "fault";
    }

    @Override
    public TransportCapabilities capabilities(LinkAddress address) {
        LinkAddress wire = ((LinkAddress.Fault) address).wire();
        try {
            return Transports.of(wire).capabilities(wire);
        } catch (TransportException _) {
            // Opening will tell.
            return TransportCapabilities.stream(false, 0);
        }
    }

    @Override
    public Channel open(LinkAddress address, ChannelHandler stages) throws TransportException, InterruptedException {
        LinkAddress.Fault fault = (LinkAddress.Fault) address;
        FaultPlan plan = FaultPlan.of(fault.rates(), fault.seed(), fault.baud(), fault.sampled());
        return Transports.open(fault.wire(), new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new FaultHandler(plan)).addLast(stages);
            }
        });
    }
}
