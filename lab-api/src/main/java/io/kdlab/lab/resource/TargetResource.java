package io.kdlab.lab.resource;

import io.dropwizard.auth.Auth;
import io.kdlab.lab.Lease;
import io.kdlab.lab.TargetStatusSource;
import io.kdlab.lab.Targets;
import io.kdlab.lab.User;
import io.kdlab.lab.UserRole;
import io.kdlab.lab.lease.LeaseBook;
import io.kdlab.lab.v1.TargetInfo;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The targets: how they are, and who has them until when.
@Path("/v1/targets")
@Produces(MediaType.APPLICATION_JSON)
public final class TargetResource {
    private final Targets targets;
    private final TargetStatusSource status;
    private final LeaseBook leases;

    public TargetResource(Targets targets, TargetStatusSource status, LeaseBook leases) {
        this.targets = targets;
        this.status = status;
        this.leases = leases;
    }

    @GET
    @RolesAllowed(UserRole.USER_NAME)
    public List<TargetInfo> targets(@Auth User user) {
        var held = leases.holders().stream().collect(Collectors.toMap(Lease::target, Function.identity()));
        return targets.all().stream()
                .map(target -> TargetInfo.of(target, status.statusOf(target.name()), held.get(target.name())))
                .toList();
    }

    @GET
    @Path("/{name}")
    @RolesAllowed(UserRole.USER_NAME)
    public TargetInfo target(@Auth User user, @PathParam("name") String name) {
        var target = targets.named(name);
        return TargetInfo.of(target, status.statusOf(name), leases.holder(name).orElse(null));
    }
}
