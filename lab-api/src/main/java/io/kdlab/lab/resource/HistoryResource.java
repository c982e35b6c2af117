package io.kdlab.lab.resource;

import io.dropwizard.auth.Auth;
import io.kdlab.lab.LabException;
import io.kdlab.lab.User;
import io.kdlab.lab.UserRole;
import io.kdlab.lab.lease.LeaseBook;
import io.kdlab.lab.v1.LeaseInfo;
import io.kdlab.lab.v1.PastLeaseInfo;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who holds what now, and who held what before.
@Path("/v1/leases")
@Produces(MediaType.APPLICATION_JSON)
public final class HistoryResource {
    private static final int MOST = 1000;

    private final LeaseBook leases;

    public HistoryResource(LeaseBook leases) {
        this.leases = leases;
    }

    @GET
    @RolesAllowed(UserRole.USER_NAME)
    public List<LeaseInfo> leases(@Auth User user) {
        return leases.holders().stream().map(LeaseInfo::of).toList();
    }

    @GET
    @Path("/history")
    @RolesAllowed(UserRole.USER_NAME)
    public List<PastLeaseInfo> history(
            @Auth User user,
            @QueryParam("target") @Nullable String target,
            @QueryParam("limit") @DefaultValue("50") String limit) {
        return leases.history(target, lines(limit)).stream()
                .map(PastLeaseInfo::of)
                .toList();
    }

    private static int lines(String limit) {
        if (!limit.matches("\\d{1,4}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > MOST) {
            throw new LabException.BadValue("limit is a number from 1 to " + MOST);
        }
        return Integer.parseInt(limit);
    }
}
