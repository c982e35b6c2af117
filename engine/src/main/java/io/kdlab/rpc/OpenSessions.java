package io.kdlab.rpc;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerTransportFilter;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The sessions that are open now, by id. A session lives on one connection and dies with it.
final class OpenSessions {
    static final Metadata.Key<String> SESSION = Metadata.Key.of("kdlab-session", Metadata.ASCII_STRING_MARSHALLER);
    static final Attributes.Key<String> CONNECTION = Attributes.Key.create("kdlab-connection");
    static final Context.Key<RpcSession> CURRENT = Context.key("kdlab-session");
    static final Context.Key<String> CURRENT_CONNECTION = Context.key("kdlab-connection");

    private final SecureRandom random = new SecureRandom();
    private final Map<String, RpcSession> open = new ConcurrentHashMap<>();

    /// 256 random bits.
    String freshId() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    void add(RpcSession session) {
        open.put(session.id(), session);
    }

    /// A session, if it was opened on this very connection.
    Optional<RpcSession> find(String id, String connection) {
        return Optional.ofNullable(open.get(id))
                .filter(session -> session.connection().equals(connection));
    }

    void end(String id, String why) {
        RpcSession session = open.remove(id);
        if (session != null) {
            session.end(why);
        }
    }

    void closeAll(String why) {
        open.keySet().forEach(id -> end(id, why));
    }

    /// Names each connection and ends its sessions when it goes.
    ServerTransportFilter connections() {
        return new ServerTransportFilter() {
            @Override
            public Attributes transportReady(Attributes attributes) {
                return attributes.toBuilder().set(CONNECTION, freshId()).build();
            }

            @Override
            public void transportTerminated(Attributes attributes) {
                String connection = attributes.get(CONNECTION);
                open.values().stream()
                        .filter(session -> session.connection().equals(connection))
                        .map(RpcSession::id)
                        .toList()
                        .forEach(id -> end(id, "the connection ended"));
            }
        };
    }
}
