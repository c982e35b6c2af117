package io.kdlab.endpoint;

import io.netty.channel.Channel;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/// TLS 1.2 and 1.3 of the JDK on an endpoint stream, offering HTTP/2 by ALPN so that stock gRPC clients connect.
final class TlsStreams {
    private static final ApplicationProtocolConfig HTTP2 = new ApplicationProtocolConfig(
            Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, "h2");

    private TlsStreams() {}

    static SslHandler server(Channel stream, EndpointOptions options) throws SSLException {
        TlsIdentity identity = options.identity().orElseThrow(() -> new SSLException("no certificate"));
        SslContext context = SslContextBuilder.forServer(identity.key(), identity.certificate())
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .applicationProtocolConfig(HTTP2)
                .build();
        return limited(context.newHandler(stream.alloc()), options);
    }

    static SslHandler client(Channel stream, EndpointOptions options) throws SSLException {
        var builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .applicationProtocolConfig(HTTP2)
                // A pinned certificate is known by its fingerprint; the name it carries says nothing more.
                .endpointIdentificationAlgorithm(options.pin().isPresent() ? "" : "HTTPS");
        options.pin().ifPresent(pin -> builder.trustManager(new PinnedTrust(pin)));
        return limited(builder.build().newHandler(stream.alloc()), options);
    }

    /// Puts TLS into a stream that does not read yet.
    ///
    /// TLS reads on its own account while it shakes hands, and may find the peer's first bytes behind the
    /// handshake; they are held until somebody reads.
    static void install(Channel stream, SslHandler tls) {
        stream.pipeline().addLast("tls", tls).addLast(TlsFault.INSTANCE).addLast(new FlowControlHandler());
    }

    private static SslHandler limited(SslHandler handler, EndpointOptions options) {
        handler.setHandshakeTimeout(options.dialLimit().toMillis(), TimeUnit.MILLISECONDS);
        return handler;
    }
}
