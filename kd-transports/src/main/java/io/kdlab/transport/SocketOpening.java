package io.kdlab.transport;

import io.kdlab.address.LinkAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.SocketAddress;

/// What TCP and Unix sockets have in common: connect within a limit, and say clearly why not.
public final class SocketOpening {
    private static final int CONNECT_MILLIS = 5000;

    private SocketOpening() {}

    /// Connects; `bootstrap` has channel type and options, `remedy` ends the error line.
    public static Channel connect(
            Bootstrap bootstrap, SocketAddress to, LinkAddress address, ChannelHandler stages, String remedy)
            throws TransportException, InterruptedException {
        ChannelFuture connected = bootstrap
                .group(WireLoops.sockets())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new StaleBytes()).addLast(stages);
                    }
                })
                .connect(to)
                .await();
        if (!connected.isSuccess()) {
            throw new TransportException(
                    "%s: %s; %s".formatted(address.text(), reason(connected.cause()), remedy), connected.cause());
        }
        return connected.channel();
    }

    private static String reason(Throwable cause) {
        return switch (cause) {
            case java.net.UnknownHostException e -> "unknown host " + e.getMessage();
            case io.netty.channel.ConnectTimeoutException _ -> "no answer within " + CONNECT_MILLIS / 1000 + " s";
            case java.net.NoRouteToHostException _ -> "no route to host";
            case java.net.ConnectException e
            when String.valueOf(e.getMessage()).contains("refused") -> "connection refused";
            default -> {
                String text = cause.getMessage();
                yield text == null
                        ? cause.getClass().getSimpleName()
                        : text.lines().findFirst().orElse("");
            }
        };
    }
}
