package io.kdlab.lab.resource;

import io.kdlab.lab.UserRole;
import io.kdlab.lab.v1.FrontInfo;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.function.Supplier;

/// Where debugger fronts attach to this box.
@Path("/v1/fronts")
@Produces(MediaType.APPLICATION_JSON)
public final class FrontResource {
    private final Supplier<List<String>> fronts;

    FrontResource(Supplier<List<String>> fronts) {
        this.fronts = fronts;
    }

    @GET
    @RolesAllowed(UserRole.USER_NAME)
    public List<FrontInfo> fronts() {
        return fronts.get().stream().map(FrontInfo::new).toList();
    }
}
