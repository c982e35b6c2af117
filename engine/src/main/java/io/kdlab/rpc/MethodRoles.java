package io.kdlab.rpc;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.kdlab.rpc.v1.Role;
import io.kdlab.rpc.v1.RoleProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which role each RPC method needs, read from the `needs` option in the `.proto`.
///
/// A service with a method that declares none cannot be served: the constructor refuses it by name.
final class MethodRoles {
    private final Map<String, Role> roles = new HashMap<>();

    MethodRoles(List<? extends BindableService> services) {
        for (BindableService service : services) {
            ServerServiceDefinition definition = service.bindService();
            for (ServerMethodDefinition<?, ?> method : definition.getMethods()) {
                MethodDescriptor<?, ?> descriptor = method.getMethodDescriptor();
                roles.put(descriptor.getFullMethodName(), declared(descriptor));
            }
        }
    }

    /// What a method declares.
    static Role declared(MethodDescriptor<?, ?> method) {
        if (method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema) {
            Role role = schema.getMethodDescriptor().getOptions().getExtension(RoleProto.needs);
            if (role != Role.ROLE_UNSPECIFIED && role != Role.UNRECOGNIZED) {
                return role;
            }
        }
        throw new IllegalArgumentException("the RPC method " + method.getFullMethodName()
                + " declares no role; add option (needs) = ROLE_… in its .proto");
    }

    Role of(MethodDescriptor<?, ?> method) {
        Role role = roles.get(method.getFullMethodName());
        if (role == null) {
            throw new IllegalStateException(method.getFullMethodName() + " is not served here");
        }
        return role;
    }

    Map<String, Role> all() {
        return Map.copyOf(roles);
    }
}
