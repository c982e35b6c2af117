package io.kdlab.lab.resource;

import io.dropwizard.auth.Auth;
import io.kdlab.lab.User;
import io.kdlab.lab.UserRole;
import io.kdlab.lab.lease.LeaseBook;
import io.kdlab.lab.v1.LeaseInfo;
import io.kdlab.lab.v1.Me;
import io.kdlab.lab.v1.UserInfo;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// Who the caller is.
@Path("/v1/me")
@Produces(MediaType.APPLICATION_JSON)
public final class MeResource {
    private final LeaseBook leases;

    public MeResource(LeaseBook leases) {
        this.leases = leases;
    }

    @GET
    @RolesAllowed(UserRole.USER_NAME)
    public Me me(@Auth User user) {
        var mine = leases.holders().stream()
                .filter(lease -> lease.holder().equals(user.name()))
                .map(LeaseInfo::of)
                .toList();
        return new Me(user.name(), UserInfo.of(user).role(), mine);
    }
}
