package io.kdlab.rpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.kdlab.rpc.v1.Role;

/// Lets a call through when its session exists on this connection and has the role that the method declares.
final class SessionGuard implements ServerInterceptor {
    private final MethodRoles roles;
    private final OpenSessions sessions;

    SessionGuard(MethodRoles roles, OpenSessions sessions) {
        this.roles = roles;
        this.sessions = sessions;
    }

    @Override
    public <Q, P> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
        String connection = String.valueOf(call.getAttributes().get(OpenSessions.CONNECTION));
        Context context = Context.current().withValue(OpenSessions.CURRENT_CONNECTION, connection);
        Role needed = roles.of(call.getMethodDescriptor());
        if (needed == Role.ROLE_ANYBODY) {
            return Contexts.interceptCall(context, call, headers, next);
        }
        String id = headers.get(OpenSessions.SESSION);
        var session = id == null ? java.util.Optional.<RpcSession>empty() : sessions.find(id, connection);
        if (session.isEmpty()) {
            return refuse(
                    call,
                    Status.UNAUTHENTICATED.withDescription(
                            "call Session.Open first and send its session id in the metadata key "
                                    + OpenSessions.SESSION.name()));
        }
        if (!session.get().role().allows(fromWire(needed))) {
            String note = session.get().admission().note();
            return refuse(
                    call,
                    Status.PERMISSION_DENIED.withDescription(
                            "you observe this target" + (note.isEmpty() ? "; take it to drive it" : ": " + note)));
        }
        return Contexts.interceptCall(context.withValue(OpenSessions.CURRENT, session.get()), call, headers, next);
    }

    private static <Q, P> ServerCall.Listener<Q> refuse(ServerCall<Q, P> call, Status status) {
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() {};
    }

    static io.kdlab.session.Role fromWire(Role role) {
        return role == Role.ROLE_DRIVE ? io.kdlab.session.Role.DRIVE : io.kdlab.session.Role.OBSERVE;
    }

    static Role toWire(io.kdlab.session.Role role) {
        return role == io.kdlab.session.Role.DRIVE ? Role.ROLE_DRIVE : Role.ROLE_OBSERVE;
    }
}
