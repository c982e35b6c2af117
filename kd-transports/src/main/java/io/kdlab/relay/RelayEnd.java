package io.kdlab.relay;

import io.kdlab.address.LinkAddress;
import io.kdlab.endpoint.EndpointAddress;
import io.kdlab.endpoint.EndpointAddress.Tcp;
import io.kdlab.endpoint.EndpointDial;
import io.kdlab.endpoint.EndpointException;
import io.kdlab.endpoint.EndpointOptions;
import io.kdlab.endpoint.EndpointServer;
import io.kdlab.endpoint.Leg;
import io.kdlab.transport.TransportCapabilities;
import io.kdlab.transport.TransportException;
import io.kdlab.transport.Transports;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Where one end's streams come from.
///
/// An end whose address begins with `ssl:` ends TLS there. For TLS that passes through from end to end, both
/// ends are `tcp:`.
public sealed interface RelayEnd {
    /// Whether streams come to it, any number of them; otherwise it is dialled, once for each pair.
    boolean listens();

    /// Takes streams that come.
    default EndpointServer listen(Consumer<Channel> streams) throws EndpointException {
        throw new IllegalStateException(this + " is dialled");
    }

    /// Opens one stream, for one that has come already if there is such a one; some seconds at the most. Not
    /// on an event loop.
    default Leg dial(RelayOptions options, Optional<Leg> partner)
            throws EndpointException, IOException, InterruptedException {
        throw new IllegalStateException(this + " listens");
    }

    /// Offered to clients (`-s`): listens, or, reversed by `clicon=`, dials the one client.
    record Offered(EndpointAddress address, EndpointOptions options) implements RelayEnd {
        @Override
        public boolean listens() {
            return !isReversed(address);
        }

        @Override
        public EndpointServer listen(Consumer<Channel> streams) throws EndpointException {
            return EndpointServer.open(address, options, streams);
        }

        @Override
        public Leg dial(RelayOptions relay, Optional<Leg> partner) throws EndpointException {
            List<Leg> dialled = new ArrayList<>();
            // The server of a reversed connection is its one stream: it stays open for as long as that.
            EndpointServer.open(address, options, stream -> dialled.add(leg(stream, relay)));
            return dialled.getFirst();
        }

        @Override
        public String toString() {
            return "the end for clients '" + address + "'";
        }
    }

    /// Leads to a server (`-c`): dials it, or, reversed by `clicon=`, listens for the server to dial.
    record Leading(EndpointAddress address, EndpointOptions options) implements RelayEnd {
        @Override
        public boolean listens() {
            return isReversed(address);
        }

        @Override
        public EndpointServer listen(Consumer<Channel> streams) throws EndpointException {
            return EndpointDial.awaitServers((Tcp) address, options, streams);
        }

        @Override
        public Leg dial(RelayOptions relay, Optional<Leg> partner) throws EndpointException {
            Channel stream = partner.isPresent()
                    ? EndpointDial.openBeside(partner.get().stream(), address, options)
                    : EndpointDial.open(address, options);
            return leg(stream, relay);
        }

        @Override
        public String toString() {
            return "the end towards the server '" + address + "'";
        }
    }

    /// A wire, opened anew for each pair; what it kept from before is thrown away. The caller holds its
    /// [io.kdlab.transport.WireLock].
    record Wire(LinkAddress address) implements RelayEnd {
        private static final int UP_SECONDS = 10;

        @Override
        public boolean listens() {
            return false;
        }

        @Override
        public Leg dial(RelayOptions relay, Optional<Leg> partner) throws IOException, InterruptedException {
            TransportCapabilities wire = Transports.of(address).capabilities(address);
            if (!wire.dialect().framing().trailer()) {
                throw new TransportException(
                        address.text() + ": carries packets, not bytes; relay a serial line, pipe, TCP or sim:");
            }
            List<Leg> opened = new ArrayList<>();
            Channel channel = Transports.open(address, new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel stream) {
                    opened.add(leg(stream, relay));
                }
            });
            try {
                return opened.getFirst().up().get(UP_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                channel.close();
                throw new TransportException(address.text() + ": the other end closed the wire at once", e);
            }
        }

        @Override
        public String toString() {
            return "the wire '" + address.text() + "'";
        }
    }

    /// A stream that does not read yet, made ready to be joined.
    private static Leg leg(Channel stream, RelayOptions options) {
        return Leg.of(stream, Leg.Ending.HALF_CLOSE, options.silence());
    }

    private static boolean isReversed(EndpointAddress address) {
        return address instanceof Tcp tcp && tcp.clicon().isPresent();
    }
}
